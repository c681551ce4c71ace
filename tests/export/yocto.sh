# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of "export yocto". Sourced by ../export.sh. The toy releases have the two
# toy bases, and one that has no series.

# yocto_table_of LINE...: the table of releases.
yocto_table_of() {
	export CMAKIT_RELEASES=$W/releases
	printf '%s\n' "$@" >"$CMAKIT_RELEASES"
}

# yocto_layer: $W/layer, of the toy series. Out: RECIPE, that of cmakit, in it.
yocto_layer() {
	yocto_table_of "# toy" "mickledore 6.1 linux-imx_6.1 delta yes" \
		"walnascar 6.12 linux-imx_6.12 delta no" "wrynose 6.18 linux-imx_6.18 fragment yes"
	"$PATCHCTL" export yocto --out "$W/layer"
	RECIPE=recipes-support/cmakit/cmakit_$(version_of).bb
}

# The part of a layer that a case spoils: the append, and its patches.
LINUX=releases/walnascar/recipes-kernel/linux
APPEND=$LINUX/linux-imx_6.12.bbappend

yocto_whole() {
	yocto_layer
	same files "$(cd "$W/layer" && find . -type f | sort)" "./.cmakit-export
./README
./conf/layer.conf
./licenses/GPL-2.0
./recipes-support/cmakit/cmakit/README
./recipes-support/cmakit/cmakit_$(version_of).bb
$(for release in mickledore:6.1 walnascar:6.12; do
	linux=./releases/${release%:*}/recipes-kernel/linux
	printf '%s\n' "$linux"/linux-imx/000{1-mm-cma-add-the-search,2-mm-cma-use-the-search,3-mm-cma-zones,4-mm-cma-lock-differently,5-mm-cma-tell-more}.patch \
		"$linux/linux-imx/cmakit.cfg" "$linux/linux-imx_${release#*:}.bbappend"
done)"
	# The bytes are the series', the order, too.
	same order "$(grep -o '000[0-9]-.*patch' "$W/layer/$APPEND")" \
		"$(cd "$W/layer/$LINUX/linux-imx" && printf '%s\n' *.patch)"
	cmp "$W/layer/$LINUX"/linux-imx/0004-*.patch "$CMAKIT_SERIES_ROOT"/patches/from-6.12/0004-*.patch
	cmp "$W/layer/${LINUX/walnascar/mickledore}"/linux-imx/0004-*.patch "$CMAKIT_SERIES_ROOT"/patches/from-6.1/0004-*.patch
	grep -qx 'LAYERSERIES_COMPAT_cmakit = "mickledore walnascar"' "$W/layer/conf/layer.conf"
	grep -q 'DELTA_KERNEL_DEFCONFIG:append' "$W/layer/$APPEND"
	# What is missing is told, by the export and in the layer.
	expect 0 "wrynose is not in the layer: base 6.18 has no series" \
		"$PATCHCTL" export yocto --out "$W/layer"
	grep -q "wrynose .*NOT IN THE LAYER" "$W/layer/README"
	expect 0 "not in the layer: wrynose" "$PATCHCTL" export yocto --check "$W/layer"
	grep -q "^not covered: " "$W.said"
	grep -q "2 releases, 10 patches: fine; no bitbake given" "$W.said"
	# A later release takes its fragment by SRC_URI alone.
	yocto_table_of "wrynose 6.12 linux-imx_6.18 fragment yes"
	"$PATCHCTL" export yocto --out "$W/layer"
	not grep -rq DELTA_KERNEL_DEFCONFIG "$W/layer"
}

version_of() {
	basename "$W"/layer/recipes-support/cmakit/cmakit_*.bb .bb | cut -d _ -f 2
}

yocto_twice() {
	yocto_layer
	mv "$W/layer" "$W/before"
	yocto_layer
	same layer "$(sums "$W/before")" "$(sums "$W/layer")"
}

yocto_tarball() {
	local version name
	yocto_layer
	version=$(version_of)
	name=cmakit-$version.tar.xz
	echo tarball >"$W/$name"
	"$PATCHCTL" export yocto --out "$W/layer" --tarball "$W/$name"
	cmp "$W/$name" "$W/layer/recipes-support/cmakit/cmakit/$name"
	grep -qx "SRC_URI\[sha256sum\] = \"$(sha256sum <"$W/$name" | cut -c 1-64)\"" \
		"$W/layer/recipes-support/cmakit/cmakit_$version.bb"
	echo other >"$W/layer/recipes-support/cmakit/cmakit/$name"
	expect 1 "sha256sum\]: not the tarball's" "$PATCHCTL" export yocto --check "$W/layer"
	rm "$W/layer/recipes-support/cmakit/cmakit/$name"
	expect 1 "expected a tarball and its checksum, or neither" "$PATCHCTL" export yocto --check "$W/layer"
	expect 4 "no such tarball" "$PATCHCTL" export yocto --out "$W/layer" --tarball "$W/none"
	mv "$W/$name" "$W/wrong.tar.xz"
	expect 4 "expected $name" "$PATCHCTL" export yocto --out "$W/layer" --tarball "$W/wrong.tar.xz"
}

# wrong TEXT COMMAND...: in a copy of the layer COMMAND is run; the check then says
# no, with TEXT.
wrong() {
	local text=$1
	shift
	rm -rf "$W/spoilt"
	cp -a "$W/layer" "$W/spoilt"
	(cd "$W/spoilt" && "$@")
	expect 1 "$text" "$PATCHCTL" export yocto --check "$W/spoilt"
}

swap_patches() {
	sed -i -e '/0002-/{h;d}' -e '/0003-/{G}' "$APPEND"
}

yocto_wrong_patches() {
	yocto_layer
	wrong "0003-mm-cma-zones.patch: missing" rm "$LINUX/linux-imx/0003-mm-cma-zones.patch"
	wrong "0003-other.patch: in no SRC_URI" mv "$LINUX/linux-imx/0003-mm-cma-zones.patch" \
		"$LINUX/linux-imx/0003-other.patch"
	wrong "names 0003-none.patch, which is not there" sed -i 's/0003-mm-cma-zones/0003-none/' "$APPEND"
	wrong "expected the 5 patches of the series, in its order" swap_patches
	wrong "numbers do not rise" swap_patches
	wrong "expected the 5 patches" sed -i /0005-/d "$APPEND"
	wrong "0005-mm-cma-tell-more.patch: in no SRC_URI" sed -i /0005-/d "$APPEND"
	wrong "0004-mm-cma-lock-differently.patch: not the series' patch" \
		sed -i s/152/153/ "$LINUX/linux-imx/0004-mm-cma-lock-differently.patch"
	wrong "extra.patch: in no SRC_URI" touch "$LINUX/linux-imx/extra.patch"
	wrong "cmakit.cfg, which is not there" rm "$LINUX/linux-imx/cmakit.cfg"
}

yocto_wrong_names() {
	yocto_layer
	wrong "conf/layer.conf: missing" rm conf/layer.conf
	wrong "expected mickledore walnascar, got mickledore walnascar wrynose" \
		sed -i '/^LAYERSERIES_COMPAT/s/walnascar/walnascar wrynose/' conf/layer.conf
	wrong "no release is called Wrynose" sed -i '/^LAYERSERIES_COMPAT/s/walnascar/Wrynose/' conf/layer.conf
	wrong "no BBFILE_PATTERN_cmakit" sed -i /^BBFILE_PATTERN/d conf/layer.conf
	wrong "BBFILE_COLLECTIONS: expected cmakit, got other" \
		sed -i '/^BBFILE_COLLECTIONS/s/cmakit/other/' conf/layer.conf
	wrong "wrynose: its base has no series" mkdir releases/wrynose
	wrong "kirkstone: not in the table" mkdir releases/kirkstone
	wrong "linux-imx_6.12.bbappend: missing" rm "$APPEND"
	wrong "walnascar has only linux-imx_6.12" cp "$APPEND" "$LINUX/linux-imx_6.6.bbappend"
	wrong "walnascar takes the fragment by delta" sed -i /^DELTA/d "$APPEND"
	wrong "expected one cmakit_VERSION.bb" rm "$RECIPE"
	wrong "no LICENSE" sed -i '/^LICENSE/d' "$RECIPE"
	wrong "LIC_FILES_CHKSUM: expected" sed -i 's/;md5=.*"/"/' "$RECIPE"
}

yocto_wrong_syntax() {
	yocto_layer
	wrong "linux-imx_6.12.bbappend:[0-9]*: expected an assignment" sed -i '0,/^"$/s/^"$//' "$APPEND"
	wrong "bbappend:[0-9]*: DELTA_KERNEL_DEFCONFIG_append: expected :append" \
		sed -i 's/DEFCONFIG:append/DEFCONFIG_append/' "$APPEND"
	wrong "expected nothing after a .* at the end of a line" sed -i 's/0002-.*/& /' "$APPEND"
	wrong "layer.conf:4: expected an assignment.*got: BBPATH" sed -i '4s/.*/BBPATH is here/' conf/layer.conf
	wrong "layer.conf:[0-9]*: expected a }" sed -i '/@/s/)}"/)"/' conf/layer.conf
	wrong "layer.conf:[0-9]*: not python" sed -i "/@/s/for name in/fort name in/" conf/layer.conf
	wrong "expected a line feed at the end" truncate -s -1 conf/layer.conf
	wrong "bb:[0-9]*: not python" sed -i 's/^    if uri/    iff uri/' "$RECIPE"
	# shellcheck disable=SC2016 # not for this shell
	wrong "expected a line \"}\"" sed -i '/^do_install/,$s/^}$//' "$RECIPE"
	wrong "a quote within the value" sed -i 's/^SUMMARY = "Says/&" why/' "$RECIPE"
}

yocto_table() {
	local row="mickledore 6.1 linux-imx_6.1 delta yes"
	yocto_table_of "$row" "walnascar 6.12 linux-imx_6.12 sometimes no"
	expect 4 "releases:2: expected: release base recipe" "$PATCHCTL" export yocto --out "$W/layer"
	yocto_table_of "$row" "$row"
	expect 4 "releases:2: mickledore twice" "$PATCHCTL" export yocto --out "$W/layer"
	yocto_table_of "wrynose 6.18 linux-imx_6.18 fragment yes"
	expect 4 "no release's base has a series" "$PATCHCTL" export yocto --out "$W/layer"
	rm "$W/releases"
	expect 4 "no table of releases" "$PATCHCTL" export yocto --out "$W/layer"
	[[ ! -e $W/layer ]]
	yocto_table_of "$row"
	expect 4 "no such layer" "$PATCHCTL" export yocto --check "$W/layer"
	mkdir "$W/layer"
	expect 4 "expected bitbake's source" "$PATCHCTL" export yocto --check "$W/layer" --bitbake "$W"
}

# The project's own series, and its own table.
yocto_real() {
	local release base out
	unset CMAKIT_SERIES_ROOT CMAKIT_BASES CMAKIT_RELEASES
	out=$("$PATCHCTL" export yocto --out "$W/layer" 2>&1)
	echo "$out"
	while read -r release base _; do
		if [[ -f $ROOT/patches/series-$base ]]; then
			[[ $(find "$W/layer/releases/$release" -name '*.patch' | wc -l) == \
				$(grep -c . "$ROOT/patches/series-$base") ]]
		else
			grep -q "$release is not in the layer" <<<"$out"
		fi
	done < <(grep -v '^#' "$ROOT/tools/patchctl/releases")
	[[ $(grep -vc '^#' "$ROOT/tools/patchctl/releases") -ge 5 ]]
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The layer meta-cmakit, made whole from the series each time: for each release
# of the table "releases" an append to its kernel's recipe with the patches of its
# base's series, and the recipe of cmakit. What does not come from the series is in
# layer/.
#
#	conf/layer.conf
#	recipes-support/cmakit/cmakit_VERSION.bb
#	releases/RELEASE/recipes-kernel/linux/RECIPE.bbappend
#	releases/RELEASE/recipes-kernel/linux/linux-imx/NNNN-*.patch, cmakit.cfg

LAYER_FILES=$HERE/layer
RELEASES_FILE=${CMAKIT_RELEASES:-$HERE/releases}

# releases_load: Out: RELEASES, names, the oldest first; RELEASE_BASE,
# RELEASE_RECIPE, RELEASE_CONFIG, RELEASE_TRACEFS, of each; MISSING, those whose
# base has no series.
releases_load() {
	local line number=0 release base recipe config tracefs rest
	RELEASES=() MISSING=()
	declare -gA RELEASE_BASE=() RELEASE_RECIPE=() RELEASE_CONFIG=() RELEASE_TRACEFS=()
	[[ -r $RELEASES_FILE ]] || die "$EXIT_BAD" "no table of releases: $RELEASES_FILE"
	while IFS= read -r line; do
		number=$((number + 1))
		line=${line%%#*}
		[[ $line == *[![:space:]]* ]] || continue
		read -r release base recipe config tracefs rest <<<"$line"
		[[ -z $rest && $release =~ ^[a-z]+$ && $base =~ ^[A-Za-z0-9.-]+$ &&
			$recipe =~ ^[a-z0-9-]+_[0-9.]+$ && $config =~ ^(delta|fragment)$ &&
			$tracefs =~ ^(yes|no)$ ]] || die "$EXIT_BAD" "$RELEASES_FILE:$number:" \
			"expected: release base recipe delta|fragment yes|no; got: $line"
		[[ -z ${RELEASE_BASE[$release]:-} ]] ||
			die "$EXIT_BAD" "$RELEASES_FILE:$number: $release twice"
		RELEASES+=("$release")
		RELEASE_BASE[$release]=$base
		RELEASE_RECIPE[$release]=$recipe
		RELEASE_CONFIG[$release]=$config
		RELEASE_TRACEFS[$release]=$tracefs
		[[ -f $(base_series "$base") ]] || MISSING+=("$release")
	done <"$RELEASES_FILE"
}

# release_there RELEASE: its base has a series.
release_there() {
	[[ " ${MISSING[*]} " != *" $1 "* ]]
}

# releases_with yes|no|all: of those that are there, with that in the column
# tracefs.
releases_with() {
	local release list=()
	for release in "${RELEASES[@]}"; do
		! release_there "$release" || [[ $1 != all && ${RELEASE_TRACEFS[$release]} != "$1" ]] ||
			list+=("$release")
	done
	echo "${list[*]}"
}

# layer_patches RELEASE: its patches, as NAME TAB FILE. Numbers are places in the
# series, so that order and names agree.
layer_patches() {
	local patch i=0
	series_load "${RELEASE_BASE[$1]}"
	for patch in "${PATCHES[@]}"; do
		i=$((i + 1))
		patch=${patch##*/}
		printf '%04d-%s\t%s\n' "$i" "${patch#[0-9][0-9][0-9][0-9]-}" \
			"$SERIES_ROOT/patches/${PATCHES[i - 1]}"
	done
}

# layer_kernel LAYER RELEASE: the append, its patches and the fragment.
layer_kernel() {
	local linux=$1/releases/$2/recipes-kernel/linux recipe=${RELEASE_RECIPE[$2]} name file
	mkdir -p "$linux/${recipe%_*}"
	cp "$LAYER_FILES/cmakit.cfg" "$linux/${recipe%_*}/"
	layer_patches "$2" >"$SCRATCH/layer"
	# shellcheck disable=SC2016,SC1003 # bitbake is to expand it
	{
		echo "# SPDX-License-Identifier: GPL-2.0"
		echo "# Made by \"patchctl export yocto\" of the series of base" \
			"${RELEASE_BASE[$2]}; edit the project, not this file."
		echo 'FILESEXTRAPATHS:prepend := "${THISDIR}/${BPN}:"'
		echo 'SRC_URI += "\'
		while IFS=$'\t' read -r name file; do
			cp "$file" "$linux/${recipe%_*}/$name"
			echo "    file://$name \\"
		done <"$SCRATCH/layer"
		echo '"'
		echo
		echo '# "" leaves it out.'
		echo 'CMAKIT_CONFIG ?= "cmakit.cfg"'
		echo "SRC_URI += \"\${@' '.join('file://' + name for name in (d.getVar('CMAKIT_CONFIG') or '').split())}\""
		[[ ${RELEASE_CONFIG[$2]} == fragment ]] || {
			echo "# meta-imx ignores fragments in SRC_URI, meta-freescale this."
			echo 'DELTA_KERNEL_DEFCONFIG:append = " ${CMAKIT_CONFIG}"'
		}
	} >"$linux/$recipe.bbappend"
}

# layer_recipe LAYER VERSION: of cmakit.
layer_recipe() {
	local recipes=$1/recipes-support/cmakit checksum='# Exported without a tarball: no checksum.'
	mkdir -p "$recipes/cmakit"
	if [[ -n $TARBALL ]]; then
		[[ -r $TARBALL ]] || die "$EXIT_BAD" "no such tarball: $TARBALL"
		[[ ${TARBALL##*/} == "cmakit-$2.tar.xz" ]] ||
			die "$EXIT_BAD" "$TARBALL: expected cmakit-$2.tar.xz"
		cp "$TARBALL" "$recipes/cmakit/"
		checksum="SRC_URI[sha256sum] = \"$(sha256sum <"$TARBALL" | cut -d ' ' -f 1)\""
	else
		echo "Put cmakit-$2.tar.xz here; it is not part of this export." >"$recipes/cmakit/README"
	fi
	sed -e "s/@LICENSE_MD5@/$(md5sum <"$ROOT/LICENSES/GPL-2.0" | cut -d ' ' -f 1)/" \
		-e "s/@TRACEFS@/$(releases_with yes)/" -e "s/@CHECKSUM@/$checksum/" \
		"$LAYER_FILES/cmakit.bb.in" >"$recipes/cmakit_$2.bb"
}

# layer_table: a line a release, for people.
layer_table() {
	local release
	for release in "${RELEASES[@]}"; do
		printf '  %-12s %-18s base %-10s %s\n' "$release" "${RELEASE_RECIPE[$release]}" \
			"${RELEASE_BASE[$release]}" "$(release_there "$release" || echo "NOT IN THE LAYER: no series yet")"
	done
}

# layer_make INTO
layer_make() {
	local release version
	[[ -r $ROOT/LICENSES/GPL-2.0 ]] || die "$EXIT_BAD" \
		"$ROOT has no LICENSES/GPL-2.0: the layer is made from the project or a release, not from an installation"
	version=$("$ROOT/tools/env/version") || exit "$EXIT_BAD"
	mkdir -p "$1/conf"
	for release in "${RELEASES[@]}"; do
		! release_there "$release" || layer_kernel "$1" "$release"
	done
	sed "s/@RELEASES@/$(releases_with all)/" "$LAYER_FILES/layer.conf.in" >"$1/conf/layer.conf"
	layer_table >"$SCRATCH/table"
	sed -e "s/@VERSION@/$version/" -e "/^@TABLE@\$/{r $SCRATCH/table" -e 'd}' \
		"$LAYER_FILES/README.in" >"$1/README"
	mkdir -p "$1/licenses"
	cp "$ROOT/LICENSES/GPL-2.0" "$1/licenses/GPL-2.0"
	layer_recipe "$1" "$version"
}

# layer_check LAYER: against the series and the table, and on its own. Fails,
# saying why.
layer_check() {
	local release name file bitbake=()
	[[ -d $1 ]] || die "$EXIT_BAD" "no such layer: $1"
	[[ -z $BITBAKE || -f $BITBAKE/lib/bb/parse/__init__.py ]] ||
		die "$EXIT_BAD" "$BITBAKE: expected bitbake's source, with lib/bb"
	[[ -z $BITBAKE ]] || bitbake=(--bitbake "$BITBAKE")
	need_tool python3 python3
	for release in "${RELEASES[@]}"; do
		if ! release_there "$release"; then
			printf 'missing\t%s\t%s\n' "$release" "${RELEASE_BASE[$release]}"
			continue
		fi
		printf 'release\t%s\t%s\t%s\n' "$release" "${RELEASE_RECIPE[$release]}" \
			"${RELEASE_CONFIG[$release]}"
		layer_patches "$release" >"$SCRATCH/layer"
		while IFS=$'\t' read -r name file; do
			printf 'patch\t%s\t%s\t%s\n' "$release" "$name" "$file"
		done <"$SCRATCH/layer"
	done >"$SCRATCH/expected"
	python3 -B "$LAYER_FILES/check.py" "${bitbake[@]}" "$1" "$SCRATCH/expected"
}

# export_yocto: In: OUT, TARBALL, CHECK, BITBAKE.
export_yocto() {
	local layer release status=0
	releases_load
	if [[ -n $CHECK ]]; then
		[[ -z $OUT$TARBALL ]] || usage "--check writes nothing: no --out, no --tarball"
		layer_check "$CHECK" || status=$?
		[[ $status == 0 ]] || exit "$status"
		return
	fi
	[[ -n $OUT ]] || OUT=$BUILD/export/meta-cmakit
	[[ ${#MISSING[@]} != "${#RELEASES[@]}" ]] ||
		die "$EXIT_BAD" "no release's base has a series: $RELEASES_FILE"
	drift_find
	[[ ${#DRIFT[@]} == 0 ]] || sync_required
	scratch_new layer
	layer=$NEW
	layer_make "$layer"
	layer_check "$layer" || status=$?
	[[ $status == 0 ]] || exit "$status"
	export_into "$layer"
	for release in "${MISSING[@]}"; do
		say "WARNING: $release is not in the layer:" \
			"base ${RELEASE_BASE[$release]} has no series yet"
	done
	say "$OUT: $(releases_with all)"
}

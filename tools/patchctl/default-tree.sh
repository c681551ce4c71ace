# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Trees of the build's own, made from the fetched source.

# default_tree BASE quilt|git: make it where it is missing. A tree made from an
# older version of the source is made anew; one that git keeps may hold
# somebody's commits, and is refused. Out: TREE.
default_tree() {
	local base=$1 stamp partial lock
	fetch_missing "$base"
	mkdir -p "$BUILD/tree"
	# Held until the program ends: one at a time works on these trees.
	exec {lock}>"$BUILD/tree/.lock"
	flock "$lock"
	TREE=$BUILD/tree/$base
	[[ $2 == quilt ]] || TREE+=-git
	stamp=$BUILD/tree/.${TREE##*/}.source
	partial=$BUILD/tree/.${TREE##*/}.partial
	if [[ -d $TREE ]]; then
		[[ $(cat "$stamp" 2>/dev/null) != "$(base_stamp "$base")" ]] || return 0
		[[ $2 == quilt ]] || refuse "$TREE was made from $(cat "$stamp" || true)," \
			"and the source now is $(base_stamp "$base"); remove it once you have" \
			"no use for its commits"
		default_tree_spare "$TREE"
		say "$TREE was made from an older source; making it anew"
		rm -rf "$TREE"
	fi
	say "copying the source to $TREE"
	rm -rf "$partial"
	at_exit rm -rf "$partial"
	cp -a --reflink=auto "$(base_source "$base")" "$partial"
	[[ $2 == quilt ]] || default_tree_commit "$base" "$partial"
	base_stamp "$base" >"$stamp"
	mv "$partial" "$TREE"
}

# default_tree_spare DIR: nobody works on it, and no quilt patch in it, nor an
# edit of a patched file, is somebody's work.
default_tree_spare() {
	local ours name
	target_lock "$1"
	quilt_refuse_foreign "$1"
	ours=$(quilt_folder "$1" || true)
	for name in patches patches-cmakit .pc; do
		[[ ! -e $1/$name || $name == "$ours" || ($name == .pc && -n $ours) ]] ||
			refuse "$1 was made from an older source, and has quilt patches of" \
				"yours in $name; move them away"
	done
	[[ -z $ours ]] || quilt_pop "$1" ||
		refuse "$1 was made from an older source, and a patched file was changed" \
			"since; remove the tree or undo the edit"
}

# default_tree_commit BASE DIR: all of the source as one commit.
default_tree_commit() {
	local -a git=(git -C "$2" -c core.compression=1 -c gc.auto=0
		-c core.hooksPath=/dev/null -c commit.gpgSign=false -c core.autocrlf=false
		-c user.name=CMAkit -c user.email=cmakit@cmakit.invalid)
	say "committing it to git"
	git -C "$2" -c init.defaultBranch=cmakit init -q
	"${git[@]}" add --all --force .
	"${git[@]}" commit -q -m "$(base_stamp "$1")"
}

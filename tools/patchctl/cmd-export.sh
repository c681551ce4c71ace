# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

for module in export-cover export-branch export-mail export-proof export-yocto; do
	# shellcheck source=/dev/null
	source "$HERE/$module.sh"
done
unset module

help_export() {
	cat <<'END'
usage: patchctl export upstream|first [--out DIR] [--tree DIR [--onto COMMIT]]
                                      [--results FILE] [--force]
       patchctl export yocto [--out DIR] [--tarball FILE]
       patchctl export yocto --check DIR [--bitbake DIR]

upstream   the series of the newest base as mails (DIR/*.patch, with a cover
           letter), whom to send them to (DIR/to, DIR/cc), and a branch for b4
           in a git tree of the base; all of it proved, but not signed off
first      the same of patches/first: what could go before the series
yocto      the layer meta-cmakit: each release's series, and recipes

  --out DIR       default: build/export/upstream, .../first, .../meta-cmakit
  --tree DIR      a git tree of the base (default: build/tree/BASE-git)
  --onto COMMIT   of that tree (default: what the series stands on, or HEAD)
  --results FILE  figures of the letter (default: build/bench/results.json)
  --force         replace a branch that is there and differs
  --tarball FILE  the release's; its name and checksum go into the recipe
  --check DIR     only check the layer in DIR (as every export does)
  --bitbake DIR   parse it with this bitbake, too

Documentation/upstream.md and Documentation/yocto.md are the guides.
END
}

cmd_export() {
	local what=${1:-} options
	case $what in
	upstream) options="--out --tree --onto --results --force" ;;
	first) options="--out --tree --onto --force" ;;
	yocto) options="--out --tarball --check --bitbake" ;;
	"") usage "export what? One of: upstream first yocto" ;;
	*) usage "cannot export ${what@Q}; one of: upstream first yocto" ;;
	esac
	shift
	# shellcheck disable=SC2034 # for the modules
	local OUT='' DIR='' ONTO='' RESULTS='' FORCE='' TARBALL='' CHECK='' BITBAKE=''
	# shellcheck disable=SC2034 # for the modules
	while [[ $# -gt 0 ]]; do
		[[ " $options " == *" $1 "* ]] || usage "unexpected: $1; export $what takes $options"
		[[ $1 == --force || ($# -gt 1 && -n $2) ]] || usage "$1 needs a value"
		case $1 in
		--out) OUT=$2; shift ;;
		--check) CHECK=$2; shift ;;
		--bitbake) BITBAKE=$2; shift ;;
		--tarball) TARBALL=$2; shift ;;
		--results) RESULTS=$2; shift ;;
		--tree) DIR=$2; shift ;;
		--onto) ONTO=$2; shift ;;
		--force) FORCE=1 ;;
		esac
		shift
	done
	# Its neighbours are named after it, which a "/" at its end is in the way of.
	[[ -z $OUT ]] || OUT=$(realpath -m -- "$OUT")
	if [[ $what == yocto ]]; then
		export_yocto
	else
		[[ -z $ONTO || -n $DIR ]] || usage "--onto needs --tree"
		export_upstream "$what"
	fi
}

# export_into DIR: OUT's new content is complete in DIR; it takes the old one's
# place, which must be an earlier export's or empty. The folder that it is in is
# locked, until the program ends.
export_into() {
	local mark=.cmakit-export old lock
	mkdir -p "$(dirname "$OUT")" ||
		die "$EXIT_BAD" "$OUT: cannot make the folder that it is to be in"
	exec {lock}<"$(dirname "$OUT")"
	flock "$lock"
	[[ ! -e $OUT || -d $OUT ]] || refuse "$OUT is not a folder"
	[[ ! -d $OUT || -e $OUT/$mark || -z $(ls -A "$OUT") ]] ||
		refuse "$OUT has files, and no export made them (it has no $mark)"
	: >"$1/$mark"
	rm -rf "$OUT.partial"
	at_exit rm -rf "$OUT.partial"
	cp -a "$1" "$OUT.partial"
	chmod 755 "$OUT.partial"
	old=
	if [[ -d $OUT ]]; then
		old=$OUT.old
		rm -rf "$old"
		mv "$OUT" "$old"
	fi
	mv "$OUT.partial" "$OUT"
	[[ -z $old ]] || rm -rf "$old"
}

# export_upstream upstream|first
export_upstream() {
	local cover=$SERIES_ROOT/patches/upstream/$1.cover base mails
	need_tool perl perl
	cover_read "$cover"
	base=$COVER_BASE
	base_known "$base" || die "$EXIT_BAD" "$cover: Base: no base named $base"
	if [[ $1 == first ]]; then
		PATCHES=("$SERIES_ROOT"/patches/first/*.patch)
		[[ -f ${PATCHES[0]} ]] || die "$EXIT_BAD" "no patch in patches/first"
		PATHS=("${PATCHES[@]}")
	else
		series_load "$base"
		series_paths
		drift_find
		[[ ${#DRIFT[@]} == 0 ]] || sync_required
	fi
	[[ -n $OUT ]] || OUT=$BUILD/export/$1
	cover_figures "${RESULTS:-$BUILD/bench/results.json}"

	local own=''
	if [[ -z $DIR ]]; then
		own=1
		default_tree "$base" git
		DIR=$TREE
	fi
	target_open
	tree_is_git "$DIR" || refuse "$DIR is not the top of a git work tree"
	branch_onto "$base"
	touched_files "${PATHS[@]}" >"$SCRATCH/touched"
	created_files "${PATHS[@]}" >"$SCRATCH/created"

	scratch_new mails
	mails=$NEW
	work_make "$DIR" "$ONTO" "${WORK_TOOLS[@]}"
	proof_before
	branch_make
	mail_make "$mails"
	mail_recipients "$mails"
	proof_all "$mails"
	branch_keep
	export_into "$mails"
	say "$OUT: ${#PATHS[@]} patches and a cover letter; to, cc: whom to send them to"
	say "$DIR: branch $COVER_BRANCH, on ${ONTO:0:12}${own:+ (not a public commit)}"
	say "not signed off: see Documentation/upstream.md, step \"Sign off\""
}

sync_required() {
	printf '%s\n' "${DRIFT[@]}" >&2
	die "$EXIT_BAD" "patches are out of step with kernel/ and selftests/: run patchctl sync"
}

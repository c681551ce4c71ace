#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Tests of "patchctl export": on kernels of a few files, and then the real series
# on the base that goes upstream, and the real layer. TAP.
set -uo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../tools/env/env.sh
source "$HERE/../tools/env/env.sh"
PATCHCTL=$ROOT/tools/patchctl/patchctl
# shellcheck source-path=SCRIPTDIR source=tap.sh
source "$HERE/tap.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/fixture.sh
source "$HERE/patchctl/fixture.sh"
# shellcheck source-path=SCRIPTDIR source=patchctl/cases.sh
source "$HERE/patchctl/cases.sh"
# shellcheck source-path=SCRIPTDIR source=export/upstream.sh
source "$HERE/export/upstream.sh"
# shellcheck source-path=SCRIPTDIR source=export/yocto.sh
source "$HERE/export/yocto.sh"
# shellcheck source-path=SCRIPTDIR source=export/real.sh
source "$HERE/export/real.sh"

make_shared -C "$ROOT/tools/cmakit" OUT="$BUILD" || {
	not_ok "cmakit, which compares the results, can be built"
	done_testing
}
export CMAKIT=$BUILD/cmakit REAL_BUILD=$BUILD REAL_HOME=$HOME

# The tester's own configuration is no part of what is tested.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent
unset GIT_COMMITTER_EMAIL GIT_COMMITTER_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_NAME

TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM HUP

# In a folder of its own, away from what the toys set.
(real_prepare) >"$TMP/real.log" 2>&1 &
{ fixture_make "$TMP" && upstream_fixture; } >"$TMP/log" 2>&1 || {
	not_ok "the toy series can be made" "$TMP/log"
	done_testing
}
t "upstream: mails, recipients and a branch" upstream_whole
t "upstream: nothing of the user's tree is touched" upstream_untouched
t "upstream: git am of the mails gives what apply gives" upstream_am
t "upstream: figures, losing rows too" upstream_figures
t "upstream: no results.json, or one without both arms" upstream_no_figures
t "upstream: b4 takes the branch over" upstream_b4
t "upstream: a second export; a branch that differs" upstream_again
t "upstream: on another commit than HEAD" upstream_onto
t "upstream: what checkpatch says must be known" upstream_style
t "upstream: a sign-off is refused" upstream_signed
t "upstream: new files need a maintainer" upstream_uncovered
t "upstream: kernel-doc's new complaints" upstream_kernel_doc
t "upstream: errors in the cover letter" upstream_cover
t "upstream: a folder that is not an export" upstream_folder
t "first: two patches, no figures" upstream_first
t "export: wrong options" export_usage
t "yocto: the layer" yocto_whole
t "yocto: the same twice, byte for byte" yocto_twice
t "yocto: with the release's tarball" yocto_tarball
t "yocto: the check finds what is wrong with patches" yocto_wrong_patches
t "yocto: the check finds what is wrong with names" yocto_wrong_names
t "yocto: the check finds what is wrong with syntax" yocto_wrong_syntax
t "yocto: errors in the table of releases" yocto_table
t "yocto: of the project itself" yocto_real
wait
t "upstream: the project's series and the base's own tools" real_upstream
t "first: the project's two patches and the base's own tools" real_first
report

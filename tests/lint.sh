#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The tree's own manners: shell is shellcheck clean, scripts are executable,
# source files carry a licence and stay within a size that can be read.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT"
# shellcheck source=tests/tap.sh
. tests/tap.sh
# shellcheck source=tools/dist/tree.sh
. tools/dist/tree.sh

mapfile -t scripts < <(tree_files_now |
	while read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*.*) ;;
		*) ! head -n 1 "$file" | grep -q '^#!.*sh' || echo "$file" ;;
		esac
	done)
check "${#scripts[@]} shell scripts are shellcheck clean" \
	shellcheck -x "${scripts[@]}"

mapfile -t sources < <(tree_files_now |
	grep -E '\.(c|h|sh|jq)$|^tools/[a-z]+/[a-z]+$|^tests/run$|Makefile$')
no_licence() { ! grep -L 'SPDX-License-Identifier:' "${sources[@]}" | grep .; }
check "${#sources[@]} source files name their licence" no_licence

long() { ! wc -l "${sources[@]}" | awk '$2 != "total" && $1 > 650' | grep .; }
check "no source file is over 650 lines" long

done_testing

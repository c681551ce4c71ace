# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_series() {
	cat <<'END'
usage: patchctl series BASE

Lists the patches of a base's series in order, a line each, relative to
patches/.
END
}

cmd_series() {
	[[ $# == 1 ]] || usage "series takes one base: $(base_names | xargs)"
	base_require "$1"
	series_load "$1"
	printf '%s\n' "${PATCHES[@]}"
}

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
	local BASE DIR
	options_base "" "$@"
	[[ -z $DIR ]] || usage "series needs no tree"
	series_load "$BASE"
	printf '%s\n' "${PATCHES[@]}"
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0

help_bases() {
	cat <<'END'
usage: patchctl bases

Lists the kernels the series is carried to: name, kernel version (where the
source is fetched), Debian package, number of patches, whether it is fetched.
The source of a base called (your tree) is in no package: it is a tree of yours,
named once with "patchctl fetch BASE --tree DIR".
END
}

cmd_bases() {
	local base version package fetched count format='%-12s %-14s %-22s %7s  %s\n'
	[[ $# == 0 ]] || usage "bases takes no arguments"
	# shellcheck disable=SC2059 # a constant, used twice
	printf "$format" BASE KERNEL PACKAGE PATCHES FETCHED
	for base in $(base_names); do
		version=- fetched=no count=0
		if base_fetched "$base"; then
			version=$(kernel_version "$(base_source "$base")")
			fetched=yes
		fi
		if [[ -f $(base_series "$base") ]]; then
			series_read "$(base_series "$base")"
			count=${#PATCHES[@]}
		fi
		package=$(base_field "$base" package)
		! base_is_tree "$base" || package='(your tree)'
		# shellcheck disable=SC2059
		printf "$format" "$base" "$version" "$package" "$count" "$fetched"
	done
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Options of the verbs: --NAME VALUE or --NAME=VALUE, and plain --NAME.

# options_read NAMES ARGUMENT...: NAMES are the verb's options in one word list,
# those that take a value with a "=" behind them. Out: OPTION[NAME], the value,
# or 1; ARGS, what is no option.
options_read() {
	local names=" $1 " name
	shift
	declare -gA OPTION=()
	ARGS=()
	while [[ $# -gt 0 ]]; do
		name=${1#--} name=${name%%=*}
		case $1 in
		--*=*)
			[[ $names == *" $name= "* ]] || usage "unexpected: $1"
			OPTION[$name]=${1#*=}
			;;
		--?*)
			if [[ $names == *" $name= "* ]]; then
				[[ $# -gt 1 ]] || usage "--$name needs a value"
				OPTION[$name]=$2
				shift
			else
				[[ $names == *" $name "* ]] || usage "unexpected: $1"
				OPTION[$name]=1
			fi
			;;
		-*) usage "unexpected: $1" ;;
		*) ARGS+=("$1") ;;
		esac
		shift
	done
}

# options_base NAMES ARGUMENT...: of a verb for one base, and perhaps one tree:
# BASE [--tree DIR], --base BASE [--tree DIR] or --base BASE [DIR].
# Out: BASE, a known one; DIR, the tree that was named, or ""; OPTION.
# shellcheck disable=SC2034 # they are the caller's
options_base() {
	options_read "base= tree= $1" "${@:2}"
	BASE=${OPTION[base]:-} DIR=${OPTION[tree]:-}
	if [[ -z ${OPTION[base]+set} ]]; then
		BASE=${ARGS[0]:-}
		[[ ${#ARGS[@]} -le 1 ]] || usage "one base at a time; a tree is named" \
			"with --tree: ${ARGS[*]:1}"
	elif [[ ${#ARGS[@]} -gt 0 ]]; then
		[[ ${#ARGS[@]} == 1 && -z ${OPTION[tree]+set} ]] ||
			usage "one base and one tree at a time: ${ARGS[*]}"
		DIR=${ARGS[0]}
	fi
	[[ -z ${OPTION[tree]+set} || -n $DIR ]] || usage "--tree needs a folder"
	base_require "$BASE"
}

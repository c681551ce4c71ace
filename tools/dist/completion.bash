# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# How bash completes cmakit, cmabench and patchctl: from their own help texts, and
# with names of files otherwise.

# _cmakit_help COMMAND [VERB]: the text that has the options.
_cmakit_help() {
	case ${1##*/} in
	cmabench) "$1" --help ;;
	patchctl) "$1" "${@:2}" --help ;;
	*) "$1" help "${@:2}" ;;
	esac 2>/dev/null
}

# _cmakit_verbs COMMAND
_cmakit_verbs() {
	case ${1##*/} in
	cmabench) _cmakit_help "$1" | sed -n 's/.*cmabench \([a-z][a-z]*\) .*/\1/p' ;;
	patchctl) _cmakit_help "$1" | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' ;;
	*) _cmakit_help "$1" | sed -n '/^Verbs:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' ;;
	esac
}

_cmakit_complete() {
	local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words
	if [[ $word == -* ]]; then
		[[ $COMP_CWORD -gt 1 && $verb != -* ]] || verb=
		words=$(_cmakit_help "$1" ${verb:+"$verb"} | grep -oE -e '--[a-z][a-z-]*' | sort -u)
	elif [[ $COMP_CWORD == 1 || $verb == help ]]; then
		words=$(_cmakit_verbs "$1")
	elif [[ ${1##*/} == patchctl && $verb == export ]]; then
		words=$(_cmakit_help "$1" export | sed -n 's/^\([a-z][a-z]*\)   *.*/\1/p')
	elif [[ ${1##*/} == patchctl ]]; then
		words=$("$1" bases 2>/dev/null | sed -n '2,$s/ .*//p')
	elif [[ ${1##*/} == cmabench ]]; then
		words=$("$1" list 2>/dev/null | sed -n 's/^scenario \([^:]*\):.*/\1/p')
	fi
	mapfile -t COMPREPLY < <(compgen -W "${words-}" -- "$word")
}

complete -o default -F _cmakit_complete cmakit cmabench patchctl

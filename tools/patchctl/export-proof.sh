# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What is proved of the mails: the base's own checkpatch has nothing to say that
# is not known, but for the missing sign-off; new files have a maintainer; git am
# makes the branch of them; and kernel-doc, the ABI's checker and Sphinx find
# nothing in what the series touches that they do not find in the base.
#
# patches/upstream/complaints has what is known of checkpatch, a line each:
#
#	TYPE | SUBJECT (a pattern of grep -E) | why it is right all the same

# proof_all MAILS
proof_all() {
	PROOF_FAILED=
	proof_style "$1"
	proof_covered
	proof_documentation
	proof_am "$1"
	[[ -z $PROOF_FAILED ]] || die "$EXIT_NO" "not exported: see above"
}

# proof_no TEXT: after the lines on standard input: one proof has failed.
proof_no() {
	sed 's/^/  /' >&2
	say "FAILED: $1"
	PROOF_FAILED=1
}

# complaints_load: Out: KNOWN_TYPE, KNOWN_SUBJECT, KNOWN_WHY, of the file's lines.
complaints_load() {
	local file=$SERIES_ROOT/patches/upstream/complaints line type subject why number=0
	KNOWN_TYPE=() KNOWN_SUBJECT=() KNOWN_WHY=()
	[[ -e $file ]] || return 0
	while IFS= read -r line; do
		number=$((number + 1))
		[[ $line == [^#]* ]] || continue
		[[ $line =~ ^([A-Z_]+)\ +\|\ +(.*[^ ])\ +\|\ +(.*[^ ])$ ]] || die "$EXIT_BAD" \
			"$file:$number: expected TYPE | SUBJECT | WHY; got: $line"
		KNOWN_TYPE+=("${BASH_REMATCH[1]}")
		KNOWN_SUBJECT+=("${BASH_REMATCH[2]}")
		KNOWN_WHY+=("${BASH_REMATCH[3]}")
	done <"$file"
}

# complaint_known TYPE SUBJECT: prints why; fails where it is not known.
complaint_known() {
	local i
	for i in "${!KNOWN_TYPE[@]}"; do
		if [[ ${KNOWN_TYPE[i]} == "$1" ]] && grep -qE -- "${KNOWN_SUBJECT[i]}" <<<"$2"; then
			echo "${KNOWN_WHY[i]}"
			return 0
		fi
	done
	return 1
}

# proof_style MAILS: checkpatch --strict, of which FILE_PATH_CHANGES asks what
# proof_covered answers.
proof_style() {
	local mail type subject why unsigned=0
	[[ -f $WORK/scripts/checkpatch.pl ]] || {
		proof_no "the base has no scripts/checkpatch.pl" </dev/null
		return
	}
	mkdir "$SCRATCH/style"
	# By standard input: a file that git tracks is not taken for a patch.
	# shellcheck disable=SC2016 # for the inner shell
	mail_patches "$1" | (cd "$WORK" && xargs -P "$(nproc)" -I MAIL sh -c \
		'perl scripts/checkpatch.pl --strict --no-tree --no-summary --show-types - \
			<"$1" >"$2/${1##*/}" 2>&1 || [ $? -lt 126 ]' - MAIL "$SCRATCH/style") ||
		proof_no "checkpatch cannot run" </dev/null
	: >"$SCRATCH/known"
	while IFS= read -r mail; do
		subject=$(message_subject "$mail")
		grep -q '^ERROR:MISSING_SIGN_OFF:' "$SCRATCH/style/${mail##*/}" &&
			unsigned=$((unsigned + 1))
		while IFS=: read -r _ type _; do
			[[ $type != MISSING_SIGN_OFF && $type != FILE_PATH_CHANGES ]] || continue
			if why=$(complaint_known "$type" "$subject"); then
				echo "$type in \"$subject\": $why" >>"$SCRATCH/known"
			else
				proof_no "checkpatch --strict: $type in \"$subject\"" \
					< <(grep -A 5 ":$type:" "$SCRATCH/style/${mail##*/}")
			fi
		done < <(grep -E '^(ERROR|WARNING|CHECK):' "$SCRATCH/style/${mail##*/}" | sort -u -t : -k 2,2)
	done < <(mail_patches "$1")
	[[ $unsigned == "${#PATHS[@]}" ]] || proof_no \
		"$((${#PATHS[@]} - unsigned)) patches have a Signed-off-by, or checkpatch looks for none" </dev/null
	say "checkpatch --strict: MISSING_SIGN_OFF in $unsigned of ${#PATHS[@]} patches, which you add"
	while IFS= read -r mail; do
		say "checkpatch --strict: known: $mail"
	done <"$SCRATCH/known"
}

# proof_covered: every new file has a maintainer in the patched MAINTAINERS.
proof_covered() {
	# shellcheck disable=SC2016 # for the inner shell
	(cd "$WORK" && xargs -r -d '\n' -P "$(nproc)" -I FILE sh -c '
		perl scripts/get_maintainer.pl --no-tree --no-git --no-git-fallback --roles -f "$1" |
			grep -E "\((maintainer|supporter|reviewer|odd fixer)" | grep -qv "THE REST" ||
			echo "$1"' - FILE) <"$SCRATCH/created" 2>/dev/null | sort >"$SCRATCH/uncovered"
	if [[ -s $SCRATCH/uncovered ]]; then
		proof_no "MAINTAINERS names nobody for new files" <"$SCRATCH/uncovered"
	else
		say "MAINTAINERS: each of $(wc -l <"$SCRATCH/created") new files has a maintainer"
	fi
}

# proof_kernel_doc INTO: what kernel-doc says of the touched files, without lines' numbers.
proof_kernel_doc() {
	(
		cd "$WORK" || exit
		grep -E '\.[ch]$' "$SCRATCH/touched" | while IFS= read -r file; do
			[[ ! -f $file ]] || echo "$file"
		done | xargs -r scripts/kernel-doc -none 2>&1
	) | sed -E 's/:[0-9]+:? /: /' | sort >"$1" || true
}

# proof_abi INTO: the same of the ABI's checker, if the series touches the ABI.
proof_abi() {
	: >"$1"
	grep -q '^Documentation/ABI/' "$SCRATCH/touched" || return 0
	[[ -x $WORK/tools/docs/get_abi.py ]] || return 0
	(cd "$WORK" && tools/docs/get_abi.py --dir Documentation/ABI validate 2>&1) |
		sed -E 's/:[0-9]+/:/g' | sort >"$1" || true
}

# proof_before: in the base.
proof_before() {
	complaints_load
	proof_kernel_doc "$SCRATCH/kernel-doc.before"
	proof_abi "$SCRATCH/abi.before"
}

# proof_documentation: in the patched tree.
proof_documentation() {
	if [[ -x $WORK/scripts/kernel-doc ]]; then
		proof_kernel_doc "$SCRATCH/kernel-doc.after"
		proof_news kernel-doc "scripts/kernel-doc -none: $(grep -cE '\.[ch]$' "$SCRATCH/touched") files"
	else
		say "kernel-doc: NOT CHECKED: the base has no scripts/kernel-doc"
	fi
	if grep -q '^Documentation/ABI/' "$SCRATCH/touched"; then
		proof_abi "$SCRATCH/abi.after"
		proof_news abi "get_abi.py validate"
	fi
	! grep -q '^Documentation/.*\.rst$' "$SCRATCH/touched" || proof_sphinx
}

# proof_news NAME TEXT: nothing is said now that was not said before.
proof_news() {
	comm -13 "$SCRATCH/$1.before" "$SCRATCH/$1.after" >"$SCRATCH/news"
	if [[ -s $SCRATCH/news ]]; then
		proof_no "$2: new complaints" <"$SCRATCH/news"
	else
		say "$2: nothing new"
	fi
}

# proof_sphinx: the kernel's own build of the folders of touched texts. Links out
# of a folder lead nowhere when it is built alone; what counts is what is said of
# touched files.
proof_sphinx() {
	local folders
	command -v sphinx-build >/dev/null || {
		say "Sphinx: NOT CHECKED: not installed: python3-sphinx"
		return
	}
	folders=$(sed -n 's|^Documentation/\(.*\)/[^/]*\.rst$|\1|p' "$SCRATCH/touched" | sort -u | xargs)
	if ! make -s -C "$WORK" O="$SCRATCH/sphinx" SPHINXDIRS="$folders" htmldocs \
		>"$SCRATCH/sphinx.log" 2>&1; then
		proof_no "make SPHINXDIRS=\"$folders\" htmldocs" < <(tail -n 20 "$SCRATCH/sphinx.log")
	elif grep -E 'WARNING|ERROR' "$SCRATCH/sphinx.log" |
		grep -F -f <(grep '\.rst$' "$SCRATCH/touched") >"$SCRATCH/news"; then
		proof_no "make htmldocs" <"$SCRATCH/news"
	else
		say "make SPHINXDIRS=\"$folders\" htmldocs: nothing to say of what the series touches"
	fi
}

# proof_am MAILS: git am of them on the base gives the branch's files.
proof_am() {
	local work=$WORK patches
	mapfile -t patches < <(mail_patches "$1")
	work_make "$DIR" "$ONTO"
	if ! git_am "$WORK" "${patches[@]}"; then
		proof_no "git am of the mails" </dev/null
	elif [[ $(git -C "$WORK" rev-parse 'HEAD^{tree}') != "$(git -C "$DIR" rev-parse "$BRANCH_HEAD^{tree}")" ]]; then
		proof_no "git am of the mails gives other files than the branch has" \
			< <(git -C "$WORK" diff --stat HEAD "$BRANCH_HEAD")
	else
		say "git am of the mails on ${ONTO:0:12}: the branch's files"
	fi
	WORK=$work
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What a patch's message must have.

# A subject names the part of the kernel first, as in "mm/cma: ...".
LINT_SUBJECT='^(mm|selftests|tools|docs|Documentation|MAINTAINERS|kselftest|kunit|lib|dma-contiguous|dma-buf|dma|arm|arm64|x86)(/[A-Za-z0-9_.-]+)*: [^ ]'

# lint_patch FILE: prints what is wrong, a line each.
lint_patch() {
	local name subject message=$SCRATCH/message
	name=$(patch_short "$1")
	subject=$(git -C "$SCRATCH" mailinfo "$message" /dev/null <"$1" |
		sed -n 's/^Subject: //p')
	[[ $subject =~ $LINT_SUBJECT ]] ||
		echo "$name: Subject: expected \"[PATCH] mm/cma: ...\" or the like, got: $subject"
	grep -qvE '^([A-Z][A-Za-z]*-[Bb]y|Link|Fixes|Cc): |^[[:space:]]*$' "$message" ||
		echo "$name: expected an explanation between the subject and the trailers"
	grep -q '^Assisted-by: ' "$message" ||
		echo "$name: expected an Assisted-by: trailer"
	! grep -qi '^Signed-off-by:' "$message" ||
		echo "$name: has a Signed-off-by; the person who submits it adds one"
	message_under "$1" | grep -q '^Upstream-Status: ' ||
		echo "$name: expected Upstream-Status: under ---"
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Cases of status and of the reasons in patches/not-needed. Sourced by
# ../patchctl.sh.

LACKING='mm/cma: lock differently'

# reason BASE SUBJECT WHY: a line of patches/not-needed.
reason() {
	(IFS=$'\t' && echo "$*") >>"$W/root/patches/not-needed"
}

status_shows() {
	same status "$("$PATCHCTL" status)" "6.1       6.12      patch
common    common    mm/cma: add the search
own       =6.1      mm/cma: use the search
common    common    mm/cma: zones
own       own       mm/cma: lock differently
own       =6.1      mm/cma: tell more

lines of hunks that are there more than once:
  base            own repeated    again
  6.1               8        2        0
  6.12              2        2        2
  total            10        4        2"
	# By hand: of three lines, sign and all, the other base has one, and that once.
	own_root
	sed -i 's/^+static int line_152 = 152;/+&/' "$W/root"/patches/from-6.12/0004-*.patch
	sed -i 's/^@@ -156,7 +156,7/@@ -156,7 +156,8/; s/^-static int line_152;/&\n&/' \
		"$W/root"/patches/from-6.12/0004-*.patch
	expect 0 "^  6.12  *3  *1  *1" "$PATCHCTL" status
	expect 0 "^  6.1  *8  *1  *0" "$PATCHCTL" status
	same json "$("$PATCHCTL" status --json | jq -c '.bases, .patches[3], .lines[1], .total, .wrong')" \
		'["6.1","6.12"]
{"subject":"mm/cma: lock differently","files":{"6.1":"from-6.1/0004-mm-cma-lock-differently.patch","6.12":"from-6.12/0004-mm-cma-lock-differently.patch"},"not_needed":{}}
{"base":"6.12","own":3,"repeated":1,"again":1}
{"own":11,"repeated":2,"again":1}
[]'
	# Nothing but --json needs jq.
	mkdir "$W/bin"
	find /bin/ /usr/bin/ /sbin/ /usr/sbin/ -maxdepth 1 ! -type d ! -name jq \
		-exec ln -sf -t "$W/bin" {} +
	PATH=$W/bin expect 0 "^  total" "$PATCHCTL" status
	PATH=$W/bin expect 4 "not installed: jq" "$PATCHCTL" status --json
	expect 2 "takes no base" "$PATCHCTL" status 6.1
}

status_reasons() {
	own_root
	sed -i /0004/d "$W/root/patches/series-6.12"
	rm -r "$W/root/patches/from-6.12"
	expect 1 "^own *? *$LACKING" "$PATCHCTL" status
	grep -q "series-6.12 lacks \"$LACKING\", and patches/not-needed has no reason" "$W.said"
	expect 1 "6.12: FAILED: .*lacks \"$LACKING\"" "$PATCHCTL" check 6.12
	expect 0 "6.1: 4 patches\|6.1: 5 patches" "$PATCHCTL" check 6.1

	reason 6.12 "$LACKING" "its lock is another one"
	expect 0 "^own *- *$LACKING" "$PATCHCTL" status
	grep -A 1 "^  6.12, $LACKING:" "$W.said" | grep -q "^    its lock is another one"
	same json "$("$PATCHCTL" status --json | jq -c '.patches[3].not_needed')" \
		'{"6.12":"its lock is another one"}'
	"$PATCHCTL" check 6.12
	sed -i 's/^6.12/6.1 &/' "$W/root/patches/not-needed"
	expect 1 "not-needed: series-6.1 does have \"$LACKING\"" "$PATCHCTL" status
	sed -i 's/^6.1 //' "$W/root/patches/not-needed"
	# Reasons of patches that are not missing.
	reason 6.1 "$LACKING" why
	expect 1 "not-needed: series-6.1 does have \"$LACKING\"" "$PATCHCTL" status
	expect 1 "series-6.1 does have" "$PATCHCTL" check 6.1
	sed -i '$d' "$W/root/patches/not-needed"
	reason 6.1 "mm/cma: gone" why
	expect 1 "not-needed: 6.1: no base has \"mm/cma: gone\"" "$PATCHCTL" status
	sed -i '$d' "$W/root/patches/not-needed"

	# Lines that are none.
	reason 6.12 "$LACKING" again
	expect 4 "not-needed:2: a second reason" "$PATCHCTL" status
	sed -i '$d' "$W/root/patches/not-needed"
	reason 9.9 "$LACKING" why
	expect 4 "not-needed:2: expected one of the bases 6.1 6.12, got 9.9" "$PATCHCTL" status
	sed -i '$d' "$W/root/patches/not-needed"
	echo "6.12 $LACKING" >>"$W/root/patches/not-needed"
	expect 4 "not-needed:2: expected BASE..., SUBJECT and the reason" "$PATCHCTL" status
}

# A subject twice in a series cannot be told apart, nor one that is not there.
status_subjects() {
	own_root
	sed -i 's/^Subject:.*/Subject: [PATCH] mm\/cma: use the search/' \
		"$W/root"/patches/from-6.1/0005-*.patch
	expect 4 "0005-.* has the subject of from-6.1/0002" "$PATCHCTL" status
	sed -i '/^Subject:/d' "$W/root"/patches/from-6.1/0005-*.patch
	expect 4 "from-6.1/0005-.*: expected a line \"Subject" "$PATCHCTL" status
}

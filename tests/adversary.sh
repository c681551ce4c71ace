#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The worst that benchmarks/placement/adversary has found: on these traces zoned
# may not become worse than it was. And the search itself, a few thousand steps of
# it: it finds a loss, the same every time.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
cd "$ROOT/tests"
# shellcheck source=tests/tap.sh
. ./tap.sh
# shellcheck source=tests/cmakit.sh
. ./cmakit.sh

# --- what was kept -----------------------------------------------------------
# rows: a line "TRACE PAGES ALIGN_MIN FIRST_FIT ZONED" for each.
rows() { grep -v '^#' traces/adversary.tsv; }

is "ten traces are kept, five of them for --align-min 4" '10 5' \
	"$(rows | wc -l) $(rows | cut -f 3 | grep -cx 4)"
is "they are of ten kinds" 10 \
	"$(sed -n 's/^# source adversary \([a-z0-9-]*\)-\(strict\|align-min-4\),.*/\1/p' \
		traces/adversary-*.cmatrace | sort -u | wc -l)"
is "none has more than 60 allocations" '' \
	"$(grep -c ' A ' traces/adversary-*.cmatrace | awk -F : '$2 > 60')"

while read -r trace pages align_min stock zoned; do
	options=(--pages "$pages")
	[[ $align_min == - ]] || options+=(--align-min "$align_min")
	for placement in first-fit zoned; do
		expected=$stock
		[[ $placement == first-fit ]] || expected=$zoned
		failed=$(simulate .failed --placement "$placement" "${options[@]}" \
			"traces/$trace")
		naive=$(./naive-failures.py "traces/$trace" "$pages" \
			"$align_min" "$placement")
		is "$trace, $placement: as in a naive replay" "$naive" "$failed"
		# Fewer are good news: then tests/traces/adversary.tsv is to say so.
		is "$trace, $placement: as many failures as recorded" \
			"$expected" "$failed"
	done
done < <(rows)

# --- the search --------------------------------------------------------------
SEARCH=$ROOT/benchmarks/placement/adversary
check "the adversary builds with ASan and UBSan" \
	make -s -C "$SEARCH" OUT="$BUILD/adversary-asan" SANITIZE=1
ADVERSARY=$BUILD/adversary-asan/adversary
[[ -x $ADVERSARY ]] || done_testing

# climb DIR OPTION...: search two traces, a thousand steps a climb.
climb() {
	local dir=$TMP/$1
	shift
	mkdir -p "$dir"
	"$ADVERSARY" --out "$dir" --steps 1000 "$@" \
		traces/camera64-11.cmatrace traces/oddsize-11.cmatrace
}
# loss FILE OPTION...: failures of zoned and of first-fit.
loss() {
	echo "$(simulate .failed --placement zoned "$@")" \
		"$(simulate .failed --placement first-fit "$@")"
}
# told FILE NAME: the same, as the search told it.
told() { awk -v name="$2" '$1 == name { print $6, $5 }' "$1"; }

for setting in strict align-min-4; do
	options=()
	[[ $setting == strict ]] || options=(--align-min 4)
	check "a search, $setting" climb "$setting" --climbs 1 "${options[@]}"
	climb "$setting" --climbs 1 "${options[@]}" >"$TMP/told"
	for source in camera64-11 oddsize-11; do
		found=$TMP/$setting/$source-$setting.cmatrace
		read -r zoned stock < <(loss "${options[@]}" "$found")
		check "zoned loses on what was found from $source: $zoned to $stock" \
			test "$zoned" -gt "$stock"
		is "as the search tells" "$zoned $stock" \
			"$(told "$TMP/told" "$source-$setting")"
		is "and as in a naive replay" "$zoned $stock" "$(
			pages=$(sed -n 's/^# pages //p' "$found")
			for placement in zoned first-fit; do
				./naive-failures.py "$found" "$pages" \
					"${options[1]--}" "$placement"
			done | xargs)"
	done
	climb "$setting-again" --climbs 1 "${options[@]}" >"$TMP/again"
	check "the same seed finds the same, $setting" \
		diff -r "$TMP/$setting" "$TMP/$setting-again"
done

climb strict --climbs 3 >"$TMP/told"
climb at-once --climbs 3 >"$TMP/again"
check "a search that goes on finds what one without a break does" \
	diff -r "$TMP/strict" "$TMP/at-once"
is "and its table is the same" "$(<"$TMP/again")" "$(<"$TMP/told")"
climb other --climbs 1 --seed 2 >/dev/null
# other_than FILE FILE: both are there, and they differ.
other_than() {
	local status=0
	cmp "$1" "$2" || status=$?
	[[ -s $1 && -s $2 && $status -eq 1 ]]
}
check "another seed finds something else" \
	other_than "$TMP/strict-again/oddsize-11-strict.cmatrace" \
	"$TMP/other/oddsize-11-strict.cmatrace"
echo 'nothing of ours' >"$TMP/other/oddsize-11-strict.climbs"
climb other --climbs 1 --seed 2 >"$TMP/told"
is "a damaged record is begun anew" 1 \
	"$(awk '$1 == "oddsize-11-strict" { print $2 }' "$TMP/told")"

# The kept ones are what the search would hand out: nothing can be left out.
found=$TMP/strict-again/oddsize-11-strict.cmatrace
read -r zoned stock < <(loss "$found")
needless=0
while read -r id; do
	awk -v id="$id" '$1 == "#" || $3 != id' "$found" >"$TMP/without.cmatrace"
	read -r fewer_zoned fewer_stock < <(loss "$TMP/without.cmatrace")
	((fewer_zoned - fewer_stock < zoned - stock || fewer_stock > stock)) ||
		needless=$((needless + 1))
done < <(awk '$2 == "A" { print $3 }' "$found")
is "without any of its allocations a trace that is found loses less" 0 "$needless"

# refuses STATUS MESSAGE ARGUMENT...
refuses() { program_exits "$1" "$2" "$ADVERSARY" "${@:3}"; }
refuses 2 'expected --out DIR' traces/oddsize-11.cmatrace
refuses 2 'at least one trace' --out "$TMP"
refuses 2 "--allocs: expected.*'257'" --out "$TMP" --allocs 257 traces/oddsize-11.cmatrace
refuses 2 "--rival: expected.*'nobody'" --out "$TMP" --rival nobody traces/oddsize-11.cmatrace
refuses 4 'No such file' --out "$TMP" "$TMP/nothing.cmatrace"
printf '# cmatrace 1\n' >"$TMP/trace"
refuses 4 'expected allocations' --out "$TMP" "$TMP/trace"
refuses 4 'No such file' --out "$TMP/nowhere" --climbs 1 --steps 1 traces/oddsize-11.cmatrace

# --- search.sh ---------------------------------------------------------------
# A tree of its own, as it writes into tests/traces. Of zoned, its cmakit does what
# $BROKEN says first.
TREE=$TMP/tree
mkdir -p "$TREE/tools/env" "$TREE/tests/traces" "$TREE/benchmarks/placement" \
	"$TREE/build" "$TMP/kept"
cp "$ROOT/tools/env/env.sh" "$TREE/tools/env"
cp -r "$SEARCH" "$TREE/benchmarks/placement"
cp traces/adversary* "$TREE/tests/traces"
cp traces/adversary* "$TMP/kept"
cat >"$TREE/build/cmakit" <<'EOF'
#!/usr/bin/env bash
[[ " $* " != *' zoned '* ]] || eval "$BROKEN"
exec "$REAL_CMAKIT" "$@"
EOF
chmod +x "$TREE/build/cmakit"
export REAL_CMAKIT=$CMAKIT SEARCH_PID=$TMP/pid
# searches STATUS BROKEN VERB: search.sh does, and what is kept is as it was, with
# nothing besides it. STATUS is a pattern.
searches() {
	local status=0
	rm -f "$SEARCH_PID"
	BROKEN=$2 CMAKIT_BUILD=$TREE/build \
		"$TREE/benchmarks/placement/adversary/search.sh" "$3" &
	echo $! >"$SEARCH_PID"
	wait $! || status=$?
	echo "status $status"
	# shellcheck disable=SC2053 # a pattern
	[[ $status == $1 ]] && diff -r "$TMP/kept" "$TREE/tests/traces"
}
sed -i 's/$/ old/' "$TREE/tests/traces/adversary.tsv"
check "search.sh measure writes the figures that are kept" searches 0 : measure
check "a cmakit that fails is an error, and nothing changes" \
	searches 3 'exit 3' measure
check "so is one that prints half of its answer" \
	searches '[1-9]' 'echo "{"; exit' measure
check "and another one than was asked for" searches '[1-9]' 'echo "{}"; exit' measure
# shellcheck disable=SC2016 # for cmakit's shell
check "after SIGTERM nothing is left that was not finished" searches 143 \
	'until [[ -s $SEARCH_PID ]]; do sleep 0.01; done; kill "$(<"$SEARCH_PID")"' measure
check "search.sh keep without findings is an error" searches 4 : keep

done_testing

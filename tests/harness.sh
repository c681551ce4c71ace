#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The userland harness (kernel/tools/testing/cma): every choice of
# mm/cma_place.c against a naive oracle and against the search of each base. One
# case here is one test in one build. Logs are in $BUILD/harness.
set -euo pipefail
# shellcheck source=tools/env/env.sh
. "$(dirname "$0")/../tools/env/env.sh"
# shellcheck source=tests/tap.sh
. "$ROOT/tests/tap.sh"
# shellcheck source=tests/native.sh
. "$ROOT/tests/native.sh"

OUT=$BUILD/harness
TIME_LIMIT_SECONDS=1800
cases=0 differences=0

# build BASE BITS
build() {
	make_shared -C "$ROOT/kernel/tools/testing/cma" KTREE="$BUILD/src/$1" \
		OUT="$OUT/$1" BITS="$2" WERROR=-Werror
}

# run BASE BITS fast|sanitized OPTION...: run one program in the background, as
# many at a time as there are processors. Where the machine takes no 32-bit programs,
# QEMU runs them, six times slower, so that the options for it are others; and not those
# that ASan is in, which do not come to an end there.
run() {
	local program=$OUT/$1/$2/$3/place log=$OUT/$1-$2-$3.log
	local -a by=()
	if [[ $2 == 32 ]] && ! runs_here "$program"; then
		if [[ $3 == sanitized ]]; then
			echo "no 32-bit programs on this machine, and ASan does not work in qemu-i386" \
				>"$log.skip"
			return 0
		fi
		by=(qemu-i386)
		set -- "$1" "$2" "$3" -b 10 -n 500000
		printf '# %s, %s-bit, %s: by qemu-i386, %s\n' "$1" "$2" "$3" "${*:4}"
	fi
	shift 3
	while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
	timeout --foreground "$TIME_LIMIT_SECONDS" "${by[@]}" "$program" "$@" >"$log" 2>&1 &
}

# tell BASE BITS fast|sanitized: hand on the cases of a program that has run. One
# that stopped half way, or hung, has no plan in its output.
tell() {
	local label="$1, $2-bit, $3" log=$OUT/$1-$2-$3.log line lines
	if [[ -e $log.skip ]]; then
		skip "$label" "$(cat "$log.skip")"
		return 0
	fi
	mapfile -t lines <"$log"
	for line in "${lines[@]}"; do
		case $line in
		'ok '*) ok "$label: ${line#* - }" ;;
		'not ok '*) not_ok "$label: ${line#* - }" "$log" ;;
		esac
	done
	line=$(tail -n 1 "$log")
	if grep -q '^1\.\.[0-9]' "$log" &&
		[[ $line =~ ^#\ ([0-9]+)\ cases,\ ([0-9]+)\ differences$ ]]; then
		cases=$((cases + BASH_REMATCH[1]))
		differences=$((differences + BASH_REMATCH[2]))
		printf '# %s: %s, %s\n' "$label" "${line#\# }" \
			"$(grep -o 'seed [0-9]*' "$log")"
	else
		not_ok "$label: runs to its end" "$log"
	fi
}

mkdir -p "$OUT"
rm -f "$OUT"/*.skip
for base in 6.12 6.1 7.3; do
	[[ -d $BUILD/src/$base ]] || "$ROOT/tools/patchctl/patchctl" fetch "$base"
	for bits in 64 32; do
		check "$base, $bits-bit: compiles without a warning" \
			build "$base" "$bits"
	done
done

# The longest first, so that the others fit beside it.
run 6.12 32 fast -b 14 -n 5000000
run 6.12 64 fast -b 16 -n 5000000
run 6.12 64 sanitized -b 10 -n 500000
run 6.12 32 sanitized -b 10 -n 500000
run 6.1 64 fast -b 12 -n 2000000
run 6.1 32 fast -b 12 -n 2000000
run 7.3 64 fast -b 12 -n 2000000
run 7.3 32 fast -b 12 -n 2000000
wait || true
for base in 6.12 6.1 7.3; do
	for bits in 64 32; do
		[[ $base != 6.12 ]] || tell "$base" "$bits" sanitized
		tell "$base" "$bits" fast
	done
done
printf '# %d cases, %d differences\n' "$cases" "$differences"

done_testing

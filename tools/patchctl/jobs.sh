# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Work that is done side by side.

declare -A JOBS=() # what runs: its process, and the line it was started for

# jobs_run LIMIT COMMAND...: run COMMAND once for each line of standard input, with
# its words as arguments, in a subshell with a scratch folder of its own; LIMIT of
# them at once. What they have to tell, they write to files; whether one came to its
# end is for the caller to see from these.
jobs_run() {
	local limit=$1 line words
	shift
	JOBS=()
	at_exit jobs_end
	while IFS= read -r line; do
		[[ ${#JOBS[@]} -lt $limit ]] || jobs_wait
		read -ra words <<<"$line"
		# With -m, each has a process group, by which all that it started can be ended.
		set -m
		(
			set +m
			scratch_new job
			SCRATCH=$NEW
			set +e
			"$@" "${words[@]}"
			rm -rf "$SCRATCH"
		) </dev/null &
		set +m
		JOBS[$!]=$line
	done
	while [[ ${#JOBS[@]} -gt 0 ]]; do
		jobs_wait
	done
}

# jobs_wait: until one or more have ended. wait -n does not see those that ended before
# it, so all are looked at.
jobs_wait() {
	local pid status
	wait -n "${!JOBS[@]}" 2>/dev/null || true
	for pid in "${!JOBS[@]}"; do
		! kill -0 "$pid" 2>/dev/null || continue
		status=0
		wait "$pid" || status=$?
		if [[ $status != 0 ]]; then
			say "a job ended with status $status: ${JOBS[$pid]}"
			kill -- "-$pid" 2>/dev/null || true
		fi
		unset "JOBS[$pid]"
	done
}

# jobs_end: on exit.
jobs_end() {
	local pid
	for pid in "${!JOBS[@]}"; do
		kill -- "-$pid" 2>/dev/null
	done
	wait
}

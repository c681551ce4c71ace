# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Work that is done side by side.

JOB_PIDS=()

# jobs_run LIMIT COMMAND...: run COMMAND once for each line of standard input, with
# its words as arguments, in a subshell with a scratch folder of its own; LIMIT of
# them at once. What they have to tell, they write to files.
jobs_run() {
	local limit=$1 line words running=0
	shift
	JOB_PIDS=()
	at_exit jobs_end
	while IFS= read -r line; do
		if [[ $running -ge $limit ]]; then
			wait -n || true
		else
			running=$((running + 1))
		fi
		read -ra words <<<"$line"
		(
			scratch_new job
			SCRATCH=$NEW
			set +e
			"$@" "${words[@]}"
			rm -rf "$SCRATCH"
		) </dev/null &
		JOB_PIDS+=($!)
	done
	wait
	JOB_PIDS=()
}

# jobs_end: on exit. In the background they do not hear an interrupt.
jobs_end() {
	[[ ${#JOB_PIDS[@]} == 0 ]] || kill "${JOB_PIDS[@]}" 2>/dev/null
	wait
}

# SPDX-License-Identifier: GPL-2.0
#
# results.json from the JSON lines of all boots (each with its arm added).
# In: the lines, as inputs; $manifest: the manifest, in an array.

# Nearest-rank percentile of a sorted array; null of an empty one.
def percentile($p):
  if length == 0 then null
  else .[([((length * $p / 100) | ceil), 1] | max) - 1]
  end;

def percentiles:
  map(select(. != null)) | sort |
  if length == 0 then null
  else {p50: percentile(50), p90: percentile(90), p99: percentile(99), max: last}
  end;

# null as soon as one boot could not measure it: half a sum is no sum.
def sum_or_null: if length == 0 or any(. == null) then null else add end;

# How many failures there were for each reason; null where a kernel does not say it.
def by_reason:
  map(.reason) |
  if any(. == null) then null
  else group_by(.) | map({key: .[0], value: length}) | from_entries
  end;

# cma_alloc()'s own error where the trace tells it (a heap makes ENOMEM of all);
# it is 0 where cma_alloc() succeeded and the heap failed after it.
def errno: if (.cma_errno // 0) > 0 then .cma_errno else .errno end;

def names: {"12": "ENOMEM", "16": "EBUSY", "4": "EINTR", "22": "EINVAL"};

# What retries there were: attempts beyond the first of a request.
def retries: map(if .attempts == null then null else [.attempts - 1, 0] | max end) | sum_or_null;

# Of requests before which the area was looked at: failures with .[$place] true.
def failed_with($place):
  map(select(.[$place] != null)) |
  if length == 0 then null else map(select((.ok | not) and .[$place])) | length end;

# Pages of the area that the system used, before each request, and the first.
def system_pages($summaries):
  map(.system_pages | select(. != null)) | sort |
  if length == 0 then null
  else {start: ($summaries | map(.system_pages.start | select(. != null)) | sort | percentile(50)),
        min: first, p50: percentile(50), max: last}
  end;

# For each number of pages: requests, failures, latency of the successful.
def by_pages:
  group_by(.pages) | map({
    key: (.[0].pages | tostring),
    value: ({allocs: length, failed: (map(select(.ok | not)) | length)} +
      (map(select(.ok) | .latency_us | select(. != null)) | sort |
       {min: first, p50: percentile(50), max: last}))
  }) | from_entries;

# One entry for each run, from which the spread between boots is seen.
def per_boot:
  group_by(.run) | map(
    map(select(.type == "alloc")) as $allocs |
    ($allocs | map(select(.ok))) as $good |
    {
      seed: (map(select(.type == "meta"))[0].seed),
      allocs: ($allocs | length),
      failed: ($allocs | map(select(.ok | not)) | length),
      attempts: ($allocs | map(.attempts) | sum_or_null),
      pages_migrated: ($allocs | map(.migrated) | sum_or_null),
      latency_us: ($good | map(.latency_us) | percentiles),
      call_us: ($good | map(.call_us) | percentiles)
    }) | sort_by(.seed);

[inputs] as $lines |
{
  manifest: $manifest[0],
  runs: ($lines | group_by([.scenario, (.arm == "patched")]) | map(
    map(select(.type == "alloc")) as $allocs |
    map(select(.type == "meta")) as $metas |
    map(select(.type == "summary")) as $summaries |
    ($allocs | map(select(.ok))) as $good |
    ($allocs | map(select(.ok | not))) as $bad |
    {
      scenario: .[0].scenario,
      arm: .[0].arm,
      kernel: $metas[0].kernel,
      machine: $metas[0].machine,
      boots: ($metas | length),
      allocs: ($allocs | length),
      failed: ($bad | length),
      failed_by_reason: ($bad | by_reason),
      failed_by_errno: ($bad | map(errno) | group_by(.) | map({
        key: (names[.[0] | tostring] // "errno \(.[0])"),
        value: length
      }) | from_entries),
      pages_migrated: ($allocs | map(.migrated) | sum_or_null),
      attempts: ($allocs | map(.attempts) | sum_or_null),
      retries: ($allocs | retries),
      latency_us: ($good | map(.latency_us) | percentiles),
      call_us: ($good | map(.call_us) | percentiles),
      area_pages: $metas[0].area.pages,
      system_pages: ($allocs | system_pages($summaries)),
      failed_free_range: ($allocs | failed_with("free_range")),
      failed_pin_free: ($allocs | failed_with("pin_free")),
      by_pages: ($allocs | by_pages),
      per_boot: per_boot
    }))
}

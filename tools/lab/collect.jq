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

# cma_alloc()'s own error where the trace tells it (a heap makes ENOMEM of all);
# it is 0 where cma_alloc() succeeded and the heap failed after it.
def errno: if (.cma_errno // 0) > 0 then .cma_errno else .errno end;

def names: {"12": "ENOMEM", "16": "EBUSY", "4": "EINTR", "22": "EINVAL"};

[inputs] as $lines |
{
  manifest: $manifest[0],
  runs: ($lines | group_by([.scenario, (.arm == "patched")]) | map(
    map(select(.type == "alloc")) as $allocs |
    map(select(.type == "meta")) as $metas |
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
      # The kernel does not say reasons; that is a later patch of the series.
      failed_by_reason: null,
      failed_by_errno: ($bad | map(errno) | group_by(.) | map({
        key: (names[.[0] | tostring] // "errno \(.[0])"),
        value: length
      }) | from_entries),
      pages_migrated: ($allocs | map(.migrated) | sum_or_null),
      attempts: ($allocs | map(.attempts) | sum_or_null),
      latency_us: ($good | map(.latency_us) | percentiles),
      call_us: ($good | map(.call_us) | percentiles)
    }))
}

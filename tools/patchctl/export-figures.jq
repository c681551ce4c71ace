# SPDX-License-Identifier: GPL-2.0
#
# The figures of a cover letter, at most 75 columns wide.
# In: cmakit compare --json of one results.json; $results: that file.

def left($n): tostring | . + (" " * ([$n - length, 0] | max));
def right($n): tostring | (" " * ([$n - length, 0] | max)) + .;
def shown: if . == null then "-" elif . >= 100 then round else (. * 10 | round / 10) end;

# One of both arms' lines.
def row($name; $arm; $side):
  ($name | left(20)) + ($arm | left(8)) + ($side.allocs | right(7)) +
  ($side.failed | right(8)) + (($side.pages_migrated // "-") | right(10)) +
  ($side.latency_us.p50 | shown | right(9)) + ($side.latency_us.p99 | shown | right(10));

def calls: {latency_us: " of cma_alloc(), us", call_us: " of the whole call, us"};
def figures:
  [{path: ["failed"], name: "failed"}, {path: ["attempts"], name: "attempts"},
   {path: ["pages_migrated"], name: "pages migrated"}] +
  [("latency_us", "call_us") as $of | ("p50", "p90", "p99", "max") as $p |
   {path: [$of, $p], name: ($p + calls[$of])}];

# Where the after side's figure is above the before side's, and by how much; a
# ratio to 0 is null.
def losses:
  . as $pair | figures[] as $figure |
  ($pair.before | getpath($figure.path)) as $b | ($pair.after | getpath($figure.path)) as $a |
  ($pair.ratio | getpath($figure.path)) as $r |
  select($b != null and $a != null and (if $r == null then $a > $b else $r >= 1.005 end)) |
  "\($figure.name): \($b | shown) -> \($a | shown)" +
  (if $r == null then "" else " (\($r * 100 | round / 100)x)" end);

.comparisons as $all |
($all | map(select(.before.arm == "stock" and .after.arm == "patched"))) as $pairs |
if ($pairs | length) == 0 then error("no scenario with both arms") else . end |
$results[0].manifest as $m |
($pairs | map({scenario: .scenario, losses: [losses]}) | map(select(.losses != []))) as $losing |
(if ($m.time_source // "hardware") == "hardware" then
   "Measured on \($pairs | map(.machine) | unique | join(", ")). p50 and p99 are those of",
   "cma_alloc(), in us; - was not measured."
 else
   "Emulated in QEMU (\($pairs | map(.machine) | unique | join(", "))), in time of the guest, which",
   "counts instructions: for comparing the two kernels, not for predicting a",
   "board. p50 and p99 are those of cma_alloc(), in us; - was not measured."
 end),
"Linux \($pairs | map(.after.kernel) | unique | join(", "))\(if $m.base then ", with the series for \($m.base)" else "" end).",
"",
("scenario" | left(26)) + ("requests" | right(9)) + ("failed" | right(8)) + ("migrated" | right(10)) +
  ("p50" | right(9)) + ("p99" | right(10)),
($pairs[] | row(.scenario; "stock"; .before), row(""; "patched"; .after)),
"",
(if ($losing | length) == 0 then "None of the figures measured is worse than stock's."
 else "Where the series loses, stock -> patched (counts are compared per request):",
   ($losing[] | "  \(.scenario)", (.losses[] | "    " + .)) end),
(if (($m.incomplete // []) | length) == 0 then empty
 else "", "Boots that did not end well and count in nothing:", ($m.incomplete[] | "  \(.)") end)

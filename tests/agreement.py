#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Did the simulator say of a recorded run what the kernel did in it? The kernel's
side is what cmabench run --record left: results (JSON lines, with the first page
of every buffer) and the record (cmatrace). From them the area is made anew, buffer
by buffer, and looked at after every event.

usage: agreement.py CHECK RESULTS RECORD [CSV]

CHECK   whole        the record has each of the run's requests once; nobody else
                     had a buffer in these pages; and what is taken at the end, by
                     the kernel's own bitmap, is what the record says
        undisturbed  no range that the kernel tried was of no use to it, so that
                     what happened followed from the area's bitmap
        idle         no page had to be moved
        failures     the same requests fail, and for the reason that the kernel's
                     area has for it
        area         as many pages are used, and the largest free run and the
                     largest aligned one are as long, after every event
CSV is what `cmakit simulate --csv` has for the record. Says what differs first, or
what was compared; exit status 1 if something differs.
"""
import csv
import itertools
import json
import sys


class Differs(Exception):
    pass


def expect(what, expected, found):
    if expected != found:
        raise Differs(f"{what}: expected {expected}, found {found}")


class Area:
    """Pages, and what is taken of them."""

    def __init__(self, pages, align):
        self.pages, self.align, self.taken = pages, align, {}

    def take(self, start, nr):
        for other, length in self.taken.items():
            if other < start + nr and start < other + length:
                raise Differs(f"{nr} pages at {start} while {length} at {other}"
                              " were not given back")
        if start < 0 or start + nr > self.pages:
            raise Differs(f"{nr} pages at {start} of {self.pages}")
        self.taken[start] = nr

    def give_back(self, start):
        del self.taken[start]

    def spans(self):
        """Taken pages as the fewest [start, length]."""
        spans = []
        for start, nr in sorted(self.taken.items()):
            if spans and sum(spans[-1]) == start:
                spans[-1][1] += nr
            else:
                spans.append([start, nr])
        return spans

    def free_runs(self):
        end = 0
        for start, nr in self.spans() + [[self.pages, 0]]:
            if start > end:
                yield end, start
            end = start + nr

    def used(self):
        return sum(self.taken.values())

    def largest(self, align=1):
        """The longest free run from a multiple of align to the run's end."""
        return max([0] + [end - -(-start // align) * align
                          for start, end in self.free_runs()])

    def why_not(self, nr, align):
        """The reason for which nr pages have no place, or none."""
        if self.pages - self.used() < nr:
            return "nospace"
        if self.largest() < nr:
            return "fragmented"
        return "" if self.largest(align) >= nr else "alignment"


class Run:
    """
    A recorded run: its lines, and the record's events, those of what was there
    before apart.
    """

    def __init__(self, results, record):
        with open(results) as lines:
            self.lines = [json.loads(line) for line in lines
                          if not line.startswith("#")]
        self.meta, = self.of_type("meta")
        self.summary, = self.of_type("summary")
        self.taken = {line["when"]: line for line in self.of_type("taken")}
        self.allocs = {line["t_ns"]: line for line in self.of_type("alloc")}
        self.before, self.events, self.orders = [], [], [0]
        with open(record) as lines:
            for line in lines:
                if not line.startswith("#"):
                    time, kind, *fields = line.split()
                    is_before = kind == "A" and fields[3] == "before"
                    events = self.before if is_before else self.events
                    events.append((int(time), kind, fields))
                    if kind == "A":
                        self.orders.append(int(fields[2]))

    def of_type(self, kind):
        return [line for line in self.lines if line["type"] == kind]

    def replay(self):
        """
        Yields (text for messages, alloc line or None, area): of the area before the
        run, and after each of its events.
        """
        base = self.meta["area"]["base_pfn"]
        area = Area(self.meta["area"]["pages"], 1 << max(self.orders))
        start_of = {}
        for start, nr in self.taken["before"]["spans"]:
            area.take(start, nr)
        yield "before the run", None, area
        for time, kind, fields in self.events:
            line = None
            if kind == "F":
                # cmabench gives back nothing that it did not get.
                area.give_back(start_of.pop(fields[0]))
            else:
                line = self.allocs[time]
                if line["ok"]:
                    start_of[fields[0]] = line["pfn"] - base
                    area.take(start_of[fields[0]], line["pages"])
            yield f"{kind} {' '.join(fields)} at {time}", line, area


def whole(run):
    expect("events lost", 0, run.summary["trace_lost_events"])
    recorded = sorted((time, int(fields[1]), fields[3])
                      for time, kind, fields in run.events if kind == "A")
    expect("requests", run.summary["allocs_planned"], len(recorded))
    reported = sorted((line["t_ns"], line["pages"], line["who"])
                      for line in run.of_type("alloc"))
    for pair in itertools.zip_longest(reported, recorded):
        expect("request in the record", *pair)
    spans = [area.spans() for _, _, area in run.replay()]
    for when in "before", "end":
        expect(f"taken ({when})", run.taken[when]["spans"],
               spans[run.taken[when]["calls"]])
    expect("taken when all was given back", spans[0], spans[-1])
    return (f"{len(recorded)} requests, {len(run.events)} events,"
            f" {len(run.taken['end']['spans'])} spans at the end")


def undisturbed(run):
    for line in run.of_type("alloc"):
        expect(f"ranges tried for {line['who']} at {line['t_ns']}",
               int(line["ok"]), line["attempts"])
    return f"{run.summary['pages_migrated']} pages were migrated"


def idle(run):
    expect("pages migrated", 0, run.summary["pages_migrated"])
    return "nothing was migrated"


def steps(run, path):
    """The kernel's side, as replay() has it, each with the simulator's line."""
    with open(path, newline="") as lines:
        rows = list(csv.DictReader(lines))
    expect("events that were simulated", len(run.before) + len(run.events), len(rows))
    states = run.replay()
    if not run.before:
        next(states)
    # Of what was there before, only the whole is known.
    return zip(states, rows[max(len(run.before) - 1, 0):], strict=True)


def failures(run, path):
    reasons = {}
    for (event, line, area), row in steps(run, path):
        reason = ""
        if line and not line["ok"]:
            expect(f"{event}, error", 12, line["cma_errno"])
            reason = area.why_not(line["pages"], 1 << line["align"])
            reasons[reason] = reasons.get(reason, 0) + 1
            if not reason:
                raise Differs(f"{event}: the kernel failed with room for it")
        expect(f"{event}, failure", reason or "none", row["failure"] or "none")
    expect("failures", run.summary["failed"], sum(reasons.values()))
    told = ", ".join(f"{nr} {reason}" for reason, nr in sorted(reasons.items()))
    return (f"{run.summary['failed']} of {run.summary['allocs']} requests failed"
            f"{': ' if told else ''}{told}")


def area(run, path):
    most = 0
    for (event, _, area), row in steps(run, path):
        expect(f"{event}: pages used, largest run, largest aligned run",
               [area.used(), area.largest(), area.largest(area.align)],
               [int(row[column]) for column in ("used_pages", "largest_run_pages",
                                                "largest_aligned_run_pages")])
        most = max(most, area.used())
    return f"up to {most} pages used"


CHECKS = {"whole": whole, "undisturbed": undisturbed, "idle": idle,
          "failures": failures, "area": area}


def main(check, results, record, *rest):
    try:
        print(CHECKS[check](Run(results, record), *rest))
    except Differs as differs:
        sys.exit(str(differs))


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in CHECKS:
        sys.exit(__doc__)
    main(*sys.argv[1:])

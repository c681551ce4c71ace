#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Compare cmakit simulate with a replay that is as simple as can be: an area is an
array of 0 (free) and 1 (used), and a place is found by looking at every one.

usage: naive-replay.py CMAKIT COUNT SEED    COUNT random traces, several runs each
       naive-replay.py --csv CMAKIT COUNT SEED
                                            the same for simulate --csv
       naive-replay.py --size CMAKIT COUNT SEED
                                            the same for size: every area is tried
       naive-replay.py --mutate CMAKIT TRACE COUNT SEED
                                            damaged copies of TRACE: exit 0 or 4
Prints what differs with the trace's seed; status 1 if anything does.
"""
import csv
import io
import itertools
import json
import random
import re
import subprocess
import sys

# Nothing is written into the tree.
sys.dont_write_bytecode = True
from naive_placement import PLACEMENTS, Placer, align_up, places


def step_in_bits(order, order_per_bit):
    return 2 ** max(0, order - order_per_bit)


def free_runs(used):
    """(start, end) of every run of zeros."""
    at, runs = 0, []
    for is_used, group in itertools.groupby(used):
        end = at + len(list(group))
        if not is_used:
            runs.append((at, end))
        at = end
    return runs


def largest_run(used, step):
    """Length of the longest run of zeros that begins at a multiple of step."""
    return max((end - align_up(start, step) for start, end in free_runs(used)
                if align_up(start, step) < end), default=0)


class Replay:
    """An area, and what became of the events so far."""

    def __init__(self, pages, order_per_bit, placement, align_min):
        self.order_per_bit = order_per_bit
        self.align_min = align_min
        self.used = bytearray(pages // 2 ** order_per_bit)
        self.placer = Placer(placement, self.used, order_per_bit)
        self.where = {}
        self.live = {}
        self.result = dict.fromkeys(
            ["allocs", "failed", "failed_pages", "failed_nospace",
             "failed_fragmented", "failed_alignment", "peak_live_pages"], 0)

    def event(self, event):
        """Take one event; for an allocation that fails, return the reason."""
        if event[0] == "F":
            pages = self.live.pop(event[1])
            if event[1] in self.where:
                for bit in self.where.pop(event[1]):
                    self.used[bit] = 0
                self.placer.free(pages)
            return None
        _, ident, wanted, align, min_align = event
        self.result["allocs"] += 1
        self.live[ident] = wanted
        self.result["peak_live_pages"] = max(self.result["peak_live_pages"],
                                             sum(self.live.values()))
        bits = -(-wanted // 2 ** self.order_per_bit)
        need = align
        if self.align_min is not None:
            need = min(align, max(self.align_min, min_align or 0))
        start = self.placer.find(wanted, bits,
                                 step_in_bits(need, self.order_per_bit),
                                 step_in_bits(align, self.order_per_bit))
        if start is not None:
            self.where[ident] = range(start, start + bits)
            for bit in self.where[ident]:
                self.used[bit] = 1
            self.placer.take(wanted, start, bits, need)
            return None
        reason = self.why_failed(bits)
        self.result["failed"] += 1
        self.result["failed_pages"] += wanted
        self.result["failed_" + reason] += 1
        return reason

    def why_failed(self, bits):
        if self.used.count(0) < bits:
            return "nospace"
        if not places(self.used, bits, 1):
            return "fragmented"
        return "alignment"


def replay(events, pages, order_per_bit, placement, align_min):
    area = Replay(pages, order_per_bit, placement, align_min)
    for event in events:
        area.event(event)
    return area.result


def csv_rows(events, times, pages, order_per_bit, placement, align_min):
    """What simulate --csv has to print for the events, as lists of strings."""
    area = Replay(pages, order_per_bit, placement, align_min)
    wanted = {event[1]: event[2] for event in events if event[0] == "A"}
    align = max(event[3] for event in events if event[0] == "A")
    rows = []
    for time, event in zip(times, events):
        reason = area.event(event)
        rows.append([time, event[0], placement, wanted[event[1]], reason or "",
                     sum(wanted[ident] for ident in area.where)] +
                    [bits * 2 ** order_per_bit for bits in (
                        sum(area.used), area.used.count(0),
                        largest_run(area.used, 1),
                        largest_run(area.used,
                                    step_in_bits(align, order_per_bit)))] +
                    [area.result["failed"]])
    return [[str(value) for value in row] for row in rows]


def least_area(events, order_per_bit, placement, align_min):
    """The first multiple of 512 pages from the peak up without a failure, and
    how many were tried."""
    peak = replay(events, 0, order_per_bit, placement, None)["peak_live_pages"]
    for tried, pages in enumerate(itertools.count(-(-peak // 512) * 512, 512)):
        area = Replay(pages, order_per_bit, placement, align_min)
        if not any(area.event(event) for event in events):
            return peak, pages, tried + 1


def random_events(rnd, pages, orders=(0, 0, 1, 2, 3, 4, 6, 63), allocs=120):
    """Allocations and frees that keep an area of `pages` about full."""
    events, live, taken = [], {}, 0
    # Who goes first: small ones, large ones, or it has nothing to do with size.
    first_to_go = rnd.choice([min, max, lambda some, key: some[0]])
    small_share = rnd.choice([0, 0.4, 0.7])
    for ident in rnd.sample(range(1, 2 ** 40), allocs):
        while live and taken > pages * rnd.uniform(0.5, 1.3):
            some = rnd.sample(sorted(live), min(4, len(live)))
            gone = first_to_go(some, key=live.get)
            taken -= live.pop(gone)
            events.append(("F", gone))
        wanted = min(1 + int(rnd.expovariate(12 / pages)), pages + 3)
        align = rnd.choice(orders)
        min_align = rnd.choice([None, None, 0, 1, 3, 7])
        if rnd.random() < small_share:
            wanted = rnd.randrange(1, 33)
        elif align < 10 and rnd.random() < 0.3:
            # As long as its alignment, as huge pages are.
            wanted = 2 ** align
        events.append(("A", ident, wanted, align, min_align))
        live[ident] = wanted
        taken += wanted
    return events


def text_of(rnd, events, pages, order_per_bit):
    time = 0
    lines = ["# cmatrace 1", f"# pages {pages}",
             f"# order_per_bit {order_per_bit}", "# source random"]
    for event in events:
        time += rnd.choice([0, 1, 10 ** 9])
        if event[0] == "F":
            lines.append(f"{time} F {event[1]}")
        else:
            _, ident, wanted, align, min_align = event
            more = "" if min_align is None else f" {min_align}"
            lines.append(f"{time} A {ident} {wanted} {align} o{ident % 7}{more}")
    return "\n".join(lines) + "\n"


def run(cmakit, text, *options, verb="simulate"):
    return subprocess.run([cmakit, verb, *options, "-"], check=False,
                          input=text, capture_output=True)


def random_options(rnd):
    """Every placement, with and without --align-min."""
    for placement in PLACEMENTS:
        for align_min in None, rnd.randrange(0, 5):
            options = ["--placement", placement]
            if align_min is not None:
                options += ["--align-min", str(align_min)]
            yield placement, align_min, options


def differ(number, options, expected, got):
    print(f"seed {number}, {' '.join(options)}:\n  expected {expected}\n"
          f"  got      {got.stdout} {got.stderr}")


def compare(cmakit, count, seed):
    runs = failures = bad = 0
    for number in range(seed, seed + count):
        rnd = random.Random(number)
        pages = rnd.randrange(1, 400)
        order_per_bit = rnd.choice([0, 0, 1, 2, 5])
        events = random_events(rnd, pages)
        text = text_of(rnd, events, pages, order_per_bit).encode()
        for placement, align_min, options in random_options(rnd):
            expected = replay(events, pages, order_per_bit, placement,
                              align_min)
            expected |= {"trace": "-", "placement": placement, "pages": pages}
            got = run(cmakit, text, "--json", *options)
            runs += 1
            failures += expected["failed"]
            if got.returncode or json.loads(got.stdout) != expected:
                bad += 1
                differ(number, options, expected, got)
    print(f"{runs} runs, {failures} failures in them, {bad} runs differ")
    return bad == 0 and failures > runs


def compare_csv(cmakit, count, seed):
    rows = failures = bad = 0
    columns = ("time_ns,event,placement,pages,failure,live_pages,used_pages,"
               "free_pages,largest_run_pages,largest_aligned_run_pages,failed")
    for number in range(seed, seed + count):
        rnd = random.Random(number)
        pages = rnd.randrange(1, 3000)
        order_per_bit = rnd.choice([0, 0, 0, 1, 2])
        events = random_events(rnd, pages, (0, 0, 1, 3, 5, 6, 8, 63), 300)
        text = text_of(rnd, events, pages, order_per_bit)
        times = [line.split()[0] for line in text.splitlines()
                 if not line.startswith("#")]
        for placement, align_min, options in random_options(rnd):
            expected = [columns.split(",")] + csv_rows(
                events, times, pages, order_per_bit, placement, align_min)
            got = run(cmakit, text.encode(), "--csv", "-", *options)
            lines = list(csv.reader(io.StringIO(got.stdout.decode())))
            rows += len(expected)
            failures += int(expected[-1][-1])
            if got.returncode or lines != expected:
                bad += 1
                differ(number, options, expected, got)
    print(f"{rows} rows, {failures} failures in them, {bad} files differ")
    return bad == 0 and failures > count


def compare_size(cmakit, count, seed):
    runs = areas = bad = 0
    for number in range(seed, seed + count):
        rnd = random.Random(number)
        pages = rnd.randrange(300, 1500)
        order_per_bit = rnd.choice([0, 0, 1, 5, 10])
        events = random_events(rnd, pages, (0, 0, 1, 4, 6, 8, 9))
        text = text_of(rnd, events, pages, order_per_bit).encode()
        for placement, align_min, options in random_options(rnd):
            peak, least, tried = least_area(events, order_per_bit, placement,
                                            align_min)
            expected = {"trace": "-", "placement": placement, "allocs": 120,
                        "peak_live_pages": peak, "min_pages": least}
            got = run(cmakit, text, "--json", *options, verb="size")
            runs += 1
            areas += tried
            if got.returncode or json.loads(got.stdout) != expected:
                bad += 1
                differ(number, options, expected, got)
    print(f"{runs} runs, {areas} areas tried, {bad} runs differ")
    return bad == 0 and areas > 2 * runs


def mutate(cmakit, path, count, seed):
    bad = refused = 0
    message = re.compile(rb"-:\d+: expected [^\n]*\n")
    with open(path, "rb") as trace:
        lines = trace.read().splitlines(keepends=True)[:60]
    for number in range(seed, seed + count):
        rnd = random.Random(number)
        text = bytearray(b"".join(lines))
        for _ in range(rnd.randrange(1, 4)):
            at = rnd.randrange(len(text))
            text[at:at + rnd.choice([0, 1, 1, 5])] = rnd.choice(
                [b"", b" ", b"\n", b"#", b"9" * 25, b"-", b"\0", b"\xff", b"A",
                 bytes([rnd.randrange(256)])])
        got = run(cmakit, bytes(text), "--json")
        refused += got.returncode == 4
        if got.returncode not in (0, 4) or (
                got.returncode == 4 and (got.stdout or
                                         not message.fullmatch(got.stderr))):
            bad += 1
            print(f"seed {number}: status {got.returncode}, {got.stderr}")
    print(f"{count} damaged traces, {refused} refused, {bad} handled wrongly")
    return bad == 0 and refused > 0


def main(argv):
    modes = {"--csv": compare_csv, "--size": compare_size}
    if len(argv) == 5 and argv[1] in modes:
        good = modes[argv[1]](argv[2], int(argv[3]), int(argv[4]))
    elif len(argv) == 6 and argv[1] == "--mutate":
        good = mutate(argv[2], argv[3], int(argv[4]), int(argv[5]))
    elif len(argv) == 4:
        good = compare(argv[1], int(argv[2]), int(argv[3]))
    else:
        sys.exit(__doc__)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(sys.argv)

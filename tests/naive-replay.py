#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Compare cmakit simulate with a replay that is as simple as can be: an area is a
list of booleans, and a place is found by looking at every one.

usage: naive-replay.py CMAKIT COUNT SEED    COUNT random traces, several runs each
       naive-replay.py --mutate CMAKIT TRACE COUNT SEED
                                            damaged copies of TRACE: exit 0 or 4
Prints what differs with the trace's seed; status 1 if anything does.
"""
import json
import random
import re
import subprocess
import sys

# What zoned puts at the top of an area.
SMALL_PAGES = 16


def places(used, bits, step):
    """Every start with `bits` free booleans behind it that `step` divides."""
    return [start for start in range(0, len(used) - bits + 1, step)
            if not any(used[start:start + bits])]


def hole_around(used, start):
    """How many booleans the free run around `start` has."""
    low = high = start
    while low > 0 and not used[low - 1]:
        low -= 1
    while high < len(used) and not used[high]:
        high += 1
    return high - low


def choose(used, bits, step, placement, wanted):
    """The start that `placement` takes for `wanted` pages, or None."""
    found = places(used, bits, step)
    if not found:
        return None
    if placement == "best-fit":
        return min(found, key=lambda start: (hole_around(used, start), start))
    if placement == "zoned" and wanted <= SMALL_PAGES:
        return found[-1]
    return found[0]


def step_in_bits(order, order_per_bit):
    return 2 ** max(0, order - order_per_bit)


def replay(events, pages, order_per_bit, placement, align_min):
    per_bit = 2 ** order_per_bit
    used = [False] * (pages // per_bit)
    where = {}
    live = {}
    result = dict.fromkeys(["allocs", "failed", "failed_pages", "failed_nospace",
                            "failed_fragmented", "failed_alignment",
                            "peak_live_pages"], 0)
    for event in events:
        if event[0] == "F":
            live.pop(event[1])
            for bit in where.pop(event[1], []):
                used[bit] = False
            continue
        _, ident, wanted, align, min_align = event
        result["allocs"] += 1
        live[ident] = wanted
        result["peak_live_pages"] = max(result["peak_live_pages"],
                                        sum(live.values()))
        bits = -(-wanted // per_bit)
        need = align
        if align_min is not None:
            need = min(align, max(align_min, min_align or 0))
        start = None
        if need < align and sum(used) * 10 < len(used) * 3:
            start = choose(used, bits, step_in_bits(align, order_per_bit),
                           placement, wanted)
        if start is None:
            start = choose(used, bits, step_in_bits(need, order_per_bit),
                           placement, wanted)
        if start is not None:
            where[ident] = range(start, start + bits)
            for bit in where[ident]:
                used[bit] = True
            continue
        result["failed"] += 1
        result["failed_pages"] += wanted
        if used.count(False) * per_bit < wanted:
            result["failed_nospace"] += 1
        elif not places(used, bits, 1):
            result["failed_fragmented"] += 1
        else:
            result["failed_alignment"] += 1
    return result


def random_events(rnd, pages):
    """Allocations and frees that keep an area of `pages` about full."""
    events, live, taken = [], {}, 0
    idents = rnd.sample(range(1, 2 ** 40), 120)
    for ident in idents:
        while live and taken > pages * rnd.uniform(0.5, 1.3):
            gone = rnd.choice(sorted(live))
            taken -= live.pop(gone)
            events.append(("F", gone))
        wanted = min(1 + int(rnd.expovariate(12 / pages)), pages + 3)
        align = rnd.choice([0, 0, 1, 2, 3, 4, 6, 63])
        min_align = rnd.choice([None, None, 0, 1, 3, 7])
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


def run(cmakit, text, *options):
    return subprocess.run([cmakit, "simulate", *options, "-"], check=False,
                          input=text, capture_output=True)


def compare(cmakit, count, seed):
    runs = failures = bad = 0
    for number in range(seed, seed + count):
        rnd = random.Random(number)
        pages = rnd.randrange(1, 400)
        order_per_bit = rnd.choice([0, 0, 1, 2, 5])
        events = random_events(rnd, pages)
        text = text_of(rnd, events, pages, order_per_bit).encode()
        for placement in "first-fit", "best-fit", "zoned":
            for align_min in None, rnd.randrange(0, 5):
                options = ["--json", "--placement", placement]
                if align_min is not None:
                    options += ["--align-min", str(align_min)]
                expected = replay(events, pages, order_per_bit, placement,
                                  align_min)
                expected |= {"trace": "-", "placement": placement,
                             "pages": pages}
                got = run(cmakit, text, *options)
                runs += 1
                failures += expected["failed"]
                if got.returncode or json.loads(got.stdout) != expected:
                    bad += 1
                    print(f"seed {number}, {' '.join(options)}:\n"
                          f"  expected {expected}\n"
                          f"  got      {got.stdout} {got.stderr}")
    print(f"{runs} runs, {failures} failures in them, {bad} runs differ")
    return bad == 0 and failures > runs


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
    if len(argv) == 6 and argv[1] == "--mutate":
        good = mutate(argv[2], argv[3], int(argv[4]), int(argv[5]))
    elif len(argv) == 4:
        good = compare(argv[1], int(argv[2]), int(argv[3]))
    else:
        sys.exit(__doc__)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(sys.argv)

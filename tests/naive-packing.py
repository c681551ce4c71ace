#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Compare benchmarks/placement/optimum with what trying every packing of tiny traces
gives.

usage: naive-packing.py pack COUNT SEED      the smallest areas
       naive-packing.py verify COUNT SEED    what the verifier says of places that
                                             were drawn at random
Prints what differs with the trace's seed; status 1 if anything does.
"""
import itertools
import random
import sys
from pathlib import Path

# Nothing is written into the tree.
sys.dont_write_bytecode = True
PLACEMENT = Path(__file__).resolve().parents[1] / "benchmarks" / "placement"
sys.path[1:1] = [str(PLACEMENT / "optimum"), str(PLACEMENT)]
from pack import pack
from verify import fault


def random_trace(rnd, allocs):
    """Lines of a trace, and (pages, step, times at which it is live) of each."""
    align_min = rnd.choice([None, 0, 1])
    events, made, live = [], [], []
    for ident in range(1, allocs + 1):
        while live and rnd.random() < 0.35:
            gone = live.pop(rnd.randrange(len(live)))
            events.append(f"F {gone}")
            made[gone - 1][2].append(len(events))
        pages, align = rnd.randrange(1, 6), rnd.choice([0, 0, 1, 2])
        least = rnd.choice([None, 0, 1, 2])
        need = align if align_min is None else \
            min(align, max(align_min, least or 0))
        made.append((pages, 2 ** need, [len(events)]))
        events.append(f"A {ident} {pages} {align} o" +
                      ("" if least is None else f" {least}"))
        live.append(ident)
    # Live from its A to its F, or to the end.
    requests = [(pages, step, set(range(times[0], times[1] - 1 if len(times) > 1
                                        else len(events))))
                for pages, step, times in made]
    lines = ["# cmatrace 1"] + [f"{time} {event}"
                                for time, event in enumerate(events)]
    return ("\n".join(lines) + "\n").encode(), align_min, requests


def is_packing(requests, starts, area):
    """Whether every page holds one allocation at most at any time."""
    taken = set()
    for (pages, step, times), start in zip(requests, starts):
        places = set(itertools.product(times, range(start, start + pages)))
        if start % step or start + pages > area or taken & places:
            return False
        taken |= places
    return True


def fits(requests, area, starts=()):
    """Whether any packing begins with those starts."""
    if not is_packing(requests, starts, area):
        return False
    return len(starts) == len(requests) or any(
        fits(requests, area, (*starts, start))
        for start in range(0, area, requests[len(starts)][1]))


def compare_pack(rnd):
    trace, align_min, requests = random_trace(rnd, rnd.randrange(1, 7))
    least = next(area for area in itertools.count(1) if fits(requests, area))
    enough = sum(-(-pages // step) * step for pages, step, _ in requests)
    lower, upper, starts = pack(trace, align_min, max(least, enough))
    if lower == upper == least and is_packing(requests, starts, upper):
        return None
    return f"expected {least}, got {lower} to {upper}, {starts}"


def compare_verify(rnd):
    trace, align_min, requests = random_trace(rnd, rnd.randrange(1, 5))
    area = rnd.randrange(5, 25)
    starts = [rnd.randrange(0, 20, rnd.choice([1, step]))
              for _, step, _ in requests]
    found = fault(trace, align_min, starts, area)
    compare_verify.seen.add(found is None)
    if (found is None) == is_packing(requests, starts, area):
        return None
    return f"{starts} in {area} pages: {found}"


compare_verify.seen = set()


def main(argv):
    modes = {"pack": compare_pack, "verify": compare_verify}
    if len(argv) != 4 or argv[1] not in modes:
        sys.exit(__doc__)
    bad = 0
    for number in range(int(argv[3]), int(argv[3]) + int(argv[2])):
        wrong = modes[argv[1]](random.Random(number))
        if wrong:
            bad += 1
            print(f"seed {number}: {wrong}")
    print(f"{argv[2]} traces, {bad} differ")
    # Of places at random some are a packing and some are not.
    both = argv[1] != "verify" or len(compare_verify.seen) == 2
    sys.exit(0 if not bad and both else 1)


if __name__ == "__main__":
    main(sys.argv)

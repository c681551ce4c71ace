#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
The smallest area of short traces by placement, over that of the best packing
there is or that a solver finds.
"""
import argparse
import json
import os
import sys
from pathlib import Path

# Nothing is written into the tree.
sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
# pylint: disable=wrong-import-position
import lock
import parallel
import program
import section
import whole_file
from cmakit import Cmakit
from instance import Instance, Packings
from policies import Policies
from report import NAMES, as_markdown

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("CMAKIT_BUILD") or ROOT / "build")
TABLE = "table.json"
SEEDS, ALLOCS = [101, 102], [60, 120]


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--out", metavar="DIR", type=Path,
                        default=BUILD / "optimum",
                        help="where everything is written (build/optimum)")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", allow_abbrev=False, help=(
        "pack what has not been packed, measure the placements, print the table"))
    run.add_argument("--kinds", metavar="KIND", nargs="+",
                     help="of cmakit generate --list (all)")
    run.add_argument("--seeds", metavar="N", nargs="+", type=int, default=SEEDS)
    run.add_argument("--allocs", metavar="N", nargs="+", type=int, default=ALLOCS)
    run.add_argument("--jobs", metavar="N", type=int,
                     default=len(os.sched_getaffinity(0)),
                     help="traces packed at a time (%(default)s)")
    run.add_argument("--cmakit", metavar="FILE", type=Path,
                     default=BUILD / "cmakit", help="(build/cmakit)")
    publish = verbs.add_parser("publish", allow_abbrev=False, help=(
        "put the table there between the marks of a document"))
    publish.add_argument("document", type=Path)
    arguments = parser.parse_args()
    if arguments.verb == "run":
        for number in arguments.seeds + arguments.allocs + [arguments.jobs]:
            if number < 1:
                parser.error(f"expected a number from 1 on, found {number}")
    return arguments


def again(arguments):
    """The command that makes the same table."""
    more = [f"--{name} {' '.join(map(str, value))}" for name, value, default in (
        ("kinds", arguments.kinds, None), ("seeds", arguments.seeds, SEEDS),
        ("allocs", arguments.allocs, ALLOCS)) if value != default]
    if not more:
        return "make optimum"
    return " ".join(["benchmarks/placement/optimum/optimum.py run"] + more)


class Measuring:
    """All instances, one after the other."""

    def __init__(self, arguments):
        out = arguments.out
        self.cmakit = Cmakit(arguments.cmakit, out)
        self.policies = Policies(self.cmakit, out / "least-pages")
        self.packings = Packings(out / "packings", program.say)
        self.jobs = arguments.jobs
        self.kinds = arguments.kinds or self.cmakit.kinds()
        self.instances = [
            Instance(kind, seed, allocs, align_min)
            for kind in self.kinds for seed in arguments.seeds
            for allocs in arguments.allocs for align_min in NAMES]

    def _measure(self, instance):
        trace = self.cmakit.generate(instance.kind, instance.seed, instance.allocs)
        peak, in_steps = self.policies.in_steps(trace, instance.align_min)
        to_page = self.policies.to_page(trace, instance.align_min, peak, in_steps)
        # What an online placement does is a packing, too.
        bounds, is_new = self.packings.bounds(instance, trace,
                                              min(to_page.values()))
        return instance, is_new, {
            "kind": instance.kind, "seed": instance.seed,
            "allocs": instance.allocs, "align_min": instance.align_min,
            "peak": peak, "lower": bounds.lower, "upper": bounds.upper,
            "in_steps": in_steps, "to_page": to_page}

    def left_out(self):
        """Kinds that are not measured."""
        return [kind for kind in self.cmakit.kinds() if kind not in self.kinds]

    def records(self):
        """A record of each instance, in order."""
        records = {}

        def done(result):
            instance, is_new, record = result
            records[instance] = record
            program.say(f"{len(records)} of {len(self.instances)}: {instance}, "
                        f"{record['lower']} to {record['upper']} pages"
                        f"{'' if is_new else ' (from before)'}")

        parallel.run(self._measure, [(instance,) for instance in self.instances],
                     self.jobs, done)
        return [records[instance] for instance in self.instances]


def run(arguments):
    """Measure, keep the table, and print it."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    lock.take(arguments.out)
    whole_file.clear(arguments.out)
    measuring = Measuring(arguments)
    table = {"made": {"command": again(arguments),
                      "cmakit": measuring.cmakit.version,
                      "solver": measuring.packings.solver,
                      "kinds": measuring.kinds,
                      "left_out": measuring.left_out(),
                      "seeds": arguments.seeds,
                      "allocs": arguments.allocs},
             "records": measuring.records()}
    whole_file.write(arguments.out / TABLE,
                     (json.dumps(table, indent=1) + "\n").encode())
    print(as_markdown(table), end="", flush=True)


def publish(arguments):
    """Put what run() has left into the document."""
    section.publish(arguments.document, "optimum", arguments.out / TABLE,
                    as_markdown, "make optimum")


def main():
    """The program."""
    arguments = parse()
    program.run({"run": run, "publish": publish}[arguments.verb], arguments)


if __name__ == "__main__":
    main()

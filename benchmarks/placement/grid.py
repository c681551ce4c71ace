#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Placements by kinds of workload, seeds, sizes of area and alignments: measure them
all with cmakit, keep what has been measured, and write one table. The workloads are
those of cmakit generate, or traces in files.
"""
import json
import sys

# Nothing is written into the tree.
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import command_line
import lock
import manifest
import parallel
import program
import section
import whole_file
from axes import Axes
from cmakit import Cmakit
from kept import Kept
from measure import measure
from measured import Measured
from progress import Progress
from report_csv import as_csv
from report_markdown import as_markdown
from summary import summarize
from workload import Files, Generated

# In the folder of the output.
TRACES, TABLE = "traces", "table"


def measure_all(arguments, cmakit, axes, workload):
    """The records of all traces."""
    kept = Kept(arguments.out / TRACES, cmakit, axes, workload, program.say)
    records = {trace: kept.load(*trace) for trace in axes.traces()}
    todo = [trace for trace, record in records.items() if record is None]
    progress = Progress("grid.py", len(records), len(records) - len(todo))

    def measure_one(kind, seed):
        record = measure(cmakit, axes, workload.trace(kind, seed), kind, seed)
        kept.save(record)
        return record

    def done(record):
        records[record["kind"], record["seed"]] = record
        progress.advance()

    parallel.run(measure_one, todo, arguments.jobs, done)
    progress.end()
    return list(records.values())


def run(arguments):
    """Measure, write the table in three forms, and print it."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    lock.take(arguments.out)
    whole_file.clear(arguments.out)
    cmakit = Cmakit(arguments.cmakit, arguments.out)
    workload = Files(arguments.traces) if arguments.traces else Generated(
        cmakit, arguments.kinds, arguments.seeds, arguments.allocs)
    axes = Axes(workload.kinds, workload.seeds, arguments.sizes,
                arguments.placements, workload.allocs)
    records = measure_all(arguments, cmakit, axes, workload)
    table = {"manifest": manifest.of(arguments, cmakit, axes)} | \
        summarize(Measured(axes, records))
    # JSON first, as the others are made of it.
    for name, text in (("json", json.dumps(table, indent=1) + "\n"),
                       ("csv", as_csv(table)), ("md", as_markdown(table))):
        whole_file.write(arguments.out / f"{TABLE}.{name}", text.encode())
    print(as_markdown(table), end="", flush=True)


def publish(arguments):
    """Put what run() has left into the document."""
    section.publish(arguments.document, "placement grid",
                    arguments.out / f"{TABLE}.json", as_markdown,
                    "make placement")


def main():
    """The program."""
    arguments = command_line.parse(__doc__)
    program.run({"run": run, "publish": publish}[arguments.verb], arguments)


if __name__ == "__main__":
    main()

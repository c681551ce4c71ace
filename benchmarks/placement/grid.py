#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Placements by kinds of workload, seeds, sizes of area and alignments: measure them
all with cmakit, keep what has been measured, and write one table.
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
from bad_input import BadInput
from cmakit import Cmakit
from kept import Kept
from measure import measure
from measured import Measured
from progress import Progress
from report_csv import as_csv
from report_markdown import as_markdown
from summary import summarize

# In the folder of the output.
TRACES, TABLE = "traces", "table"


def measure_all(arguments, cmakit, axes):
    """The records of all traces."""
    kept = Kept(arguments.out / TRACES, cmakit, axes, program.say)
    records = {trace: kept.load(*trace) for trace in axes.traces()}
    todo = [trace for trace, record in records.items() if record is None]
    progress = Progress("grid.py", len(records), len(records) - len(todo))

    def measure_one(kind, seed):
        record = measure(cmakit, axes, kind, seed)
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
    axes = Axes(arguments.kinds or cmakit.kinds(), arguments.seeds,
                arguments.sizes, arguments.placements, arguments.allocs)
    records = measure_all(arguments, cmakit, axes)
    table = {"manifest": manifest.of(arguments, cmakit, axes)} | \
        summarize(Measured(axes, records))
    # JSON first, as the others are made of it.
    for name, text in (("json", json.dumps(table, indent=1) + "\n"),
                       ("csv", as_csv(table)), ("md", as_markdown(table))):
        whole_file.write(arguments.out / f"{TABLE}.{name}", text.encode())
    print(as_markdown(table), end="", flush=True)


def publish(arguments):
    """Put what run() has left into the document."""
    path = arguments.out / f"{TABLE}.json"
    try:
        text = as_markdown(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise BadInput(f"{path} is not there; 'make placement' makes it") from None
    except (ValueError, LookupError, TypeError):
        raise BadInput(f"{path} is damaged; 'make placement' makes it anew") \
            from None
    section.replace(arguments.document, "placement grid", text)


def main():
    """The program."""
    arguments = command_line.parse(__doc__)
    program.run({"run": run, "publish": publish}[arguments.verb], arguments)


if __name__ == "__main__":
    main()

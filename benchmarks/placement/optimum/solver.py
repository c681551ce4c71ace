# SPDX-License-Identifier: GPL-2.0
"""MiniZinc and Gecode: one search for a packing."""
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import boxes as boxes_of
from bad_input import BadInput

HERE = Path(__file__).resolve().parent
MODEL = "packing.mzn"

# Only in case: the searches are limited by their failures, which are counted.
TIME_LIMIT_SECONDS = 300


@dataclass
class Search:
    """A strategy (the name of a .mzn file) and where it gives up."""
    strategy: str
    failures: int
    percent_kept: int | None = None

    def __str__(self):
        kept = "" if self.percent_kept is None else f" {self.percent_kept} %"
        return f"{self.strategy}{kept} {self.failures}"


@dataclass
class Outcome:
    """
    starts: of the best packing found (or None), and its area. is_complete: the
    search has shown that there is none smaller (or none at all).
    """
    starts: list | None
    area: int | None
    is_complete: bool


def version():
    """Of the solver, as one line."""
    try:
        solvers = subprocess.run(["minizinc", "--solvers"], check=True,
                                 capture_output=True, text=True).stdout
        driver = subprocess.run(["minizinc", "--version"], check=True,
                                capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadInput(f"minizinc: {error}; tools/env/install optimum "
                       "installs it") from None
    gecode = next((line.split("(")[0].strip() for line in solvers.splitlines()
                   if "org.gecode.gecode," in line), None)
    if gecode is None:
        raise BadInput("minizinc --solvers: expected Gecode, found none")
    return f"{gecode}, MiniZinc {driver.split('version ')[1].split(maxsplit=1)[0]}"


def _data(boxes, lower, upper, known, percent_kept):
    pairs = boxes_of.alike(boxes)
    data = {
        "nr_boxes": len(boxes),
        "pages": [box.pages for box in boxes],
        "align": [box.align for box in boxes],
        "first": [box.first for box in boxes],
        "after_last": [box.after_last for box in boxes],
        "nr_moments": max(box.after_last for box in boxes),
        "lower": lower,
        "upper": upper,
        "nr_alike": len(pairs),
        "below": [i + 1 for i, _ in pairs],
        "above": [j + 1 for _, j in pairs],
    }
    if percent_kept is not None:
        data |= {"percent_kept": percent_kept,
                 "known": [start // box.align
                           for start, box in zip(known, boxes)]}
    return json.dumps(data)


def _run(search, data):
    """What minizinc prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(
            ["minizinc", "--solver", "org.gecode.gecode", "--all-solutions",
             "--output-mode", "json", "--time-limit",
             str(TIME_LIMIT_SECONDS * 1000),
             "--fzn-flags", f"-fail {search.failures} -r 1",
             HERE / MODEL, HERE / f"{search.strategy}.mzn", file.name],
            capture_output=True, text=True, check=False,
            start_new_session=True)
    if done.returncode or "=====ERROR=====" in done.stdout:
        raise BadInput(f"minizinc ended with status {done.returncode}: "
                       f"{done.stderr.strip()[-1000:]}")
    return done.stdout


def search_packing(boxes, search, lower, upper, known=None):
    """
    Look for a packing of `boxes` in an area of `lower` to `upper` pages, the
    smaller the better; near the starts `known`, in no more than `upper`, where the
    strategy wants that.
    """
    text = _run(search, _data(boxes, lower, upper, known, search.percent_kept))
    packings = text.split("----------")
    # Behind the last packing, or without any, is how it ended.
    ending = packings.pop()
    is_complete = "==========" in ending or "=====UNSATISFIABLE=====" in ending
    if not packings:
        return Outcome(None, None, is_complete)
    packing = json.loads(packings[-1])
    return Outcome(packing["start"], packing["area"], is_complete)

# SPDX-License-Identifier: GPL-2.0
"""What the program is told, and how that is written down."""
import argparse
import os
import re
import shlex
from pathlib import Path

from axes import SUBJECT, STOCK

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("CMAKIT_BUILD") or ROOT / "build")

# Seeds that nobody starts to tune with.
DEFAULTS = {
    "kinds": "",
    "seeds": "101..105",
    "sizes": "1.01x 1.05x 1.1x 1.2x 1.3x",
    "placements": "first-fit best-fit worst-fit next-fit zoned-16 zoned-by-size "
                  "zoned-small-top zoned-aligned zoned-aligned-30 zoned",
    "allocs": "4000",
}
# What says which traces are generated.
GENERATED = ("kinds", "seeds", "allocs")
# Those that `make placement` takes, in capitals.
OF_MAKE = ("kinds", "seeds", "sizes")

MAX_SEED = 2 ** 64 - 1
MAX_SEEDS = 10000


def _refuse(expected, found):
    raise argparse.ArgumentTypeError(f"expected {expected}, found '{found}'")


def _words(text, what):
    """The words between blanks or commas, each only once."""
    words = text.replace(",", " ").split()
    for word in words:
        if words.count(word) > 1:
            _refuse(f"'{word}' once", text)
    if not words:
        _refuse(what, text)
    return tuple(words)


def _kinds(text):
    return _words(text, "kinds") if text else ()


def _seeds_of(word):
    match = re.fullmatch(r"([0-9]{1,20})(?:\.\.([0-9]{1,20}))?", word)
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        if first <= last <= MAX_SEED and last - first < MAX_SEEDS:
            return range(first, last + 1)
    return _refuse(f"seeds as N or FIRST..LAST, at most {MAX_SEEDS}", word)


def _seeds(text):
    seeds = [seed for word in _words(text, "seeds") for seed in _seeds_of(word)]
    if len(set(seeds)) < len(seeds):
        _refuse("each seed once", text)
    return tuple(seeds)


def _sizes(text):
    sizes = _words(text, "sizes")
    for size in sizes:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?x", size):
            _refuse("sizes as Rx, such as 1.05x", size)
    return sizes


def _placements(text):
    placements = _words(text, "placements")
    for needed in STOCK, SUBJECT:
        if needed not in placements:
            _refuse(f"{needed} among the placements", text)
    return placements


def _positive(text):
    if not re.fullmatch(r"[0-9]{1,8}", text) or not int(text):
        _refuse("a number from 1 to 99999999", text)
    return int(text)


# How they are read.
PARSED = {"kinds": _kinds, "seeds": _seeds, "sizes": _sizes,
          "placements": _placements, "allocs": _positive}


def seeds_text(seeds):
    """The seeds as they are read: '1..5 8' of 1, 2, 3, 4, 5 and 8."""
    runs = []
    for seed in seeds:
        if runs and runs[-1][1] + 1 == seed:
            runs[-1][1] = seed
        else:
            runs.append([seed, seed])
    return " ".join(f"{a}..{b}" if a < b else str(a) for a, b in runs)


def parse(description):
    """The command line; what is wrong with it ends the program."""
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("--out", metavar="DIR", type=Path,
                        default=BUILD / "placement",
                        help="where everything is written (build/placement)")
    verbs = parser.add_subparsers(dest="verb", required=True)

    run = verbs.add_parser("run", allow_abbrev=False, help=(
        "measure what has not been measured, write table.json, table.csv and "
        "table.md there, and print the last"))
    for name, metavar, text in (
            ("kinds", "KINDS", "of cmakit generate --list"),
            ("seeds", "SEEDS", "such as '1 4 11..15'"),
            ("sizes", "SIZES", "multiples of the peak"),
            ("placements", "NAMES", ""),
            ("allocs", "N", "allocations in a trace")):
        run.add_argument("--" + name, metavar=metavar, type=PARSED[name],
                         help=f"{text} ({DEFAULTS[name] or 'all'})".lstrip())
    run.add_argument("--traces", metavar="FILE", nargs="+", type=Path, help=(
        "take these KIND-SEED.cmatrace instead of generating some; of every kind "
        "the same seeds"))
    run.add_argument("--jobs", metavar="N", type=_positive,
                     default=len(os.sched_getaffinity(0)),
                     help="traces measured at a time (%(default)s)")
    run.add_argument("--cmakit", metavar="FILE", type=Path,
                     default=BUILD / "cmakit", help="(build/cmakit)")
    run.add_argument("--engine", metavar="FILE", type=Path, help=(
        "mm/cma_place.c, if cmakit has just been built from it: the table tells "
        "its git blob"))

    publish = verbs.add_parser("publish", allow_abbrev=False, help=(
        "put the table there between the marks of a document"))
    publish.add_argument("document", type=Path)
    arguments = parser.parse_args()
    if arguments.verb == "run":
        if arguments.traces and any(getattr(arguments, name) is not None
                                    for name in GENERATED):
            parser.error("expected --traces or --" + ", --".join(GENERATED) +
                         ", found both")
        for name, text in DEFAULTS.items():
            if getattr(arguments, name) is None:
                setattr(arguments, name, PARSED[name](text))
    return arguments


def _options(texts):
    return [f"--{name} {shlex.quote(text)}" for name, text in texts.items()]


def again(arguments):
    """The command that makes the same table: make's if that will do."""
    asked = {
        "kinds": " ".join(arguments.kinds),
        "seeds": seeds_text(arguments.seeds),
        "sizes": " ".join(arguments.sizes),
        "placements": " ".join(arguments.placements),
        "allocs": str(arguments.allocs),
    }
    other = {name: text for name, text in asked.items() if text != DEFAULTS[name]}
    program = ["benchmarks/placement/grid.py run"]
    if arguments.traces:
        for name in GENERATED:
            other.pop(name, None)
        return " ".join(program + _options(other) + ["--traces"] + [
            shlex.quote(str(path)) for path in arguments.traces])
    if set(other) <= set(OF_MAKE):
        return " ".join(["make placement"] + [
            f"{name.upper()}={shlex.quote(text)}" for name, text in other.items()])
    return " ".join(program + _options(other))

# SPDX-License-Identifier: GPL-2.0
"""The table as Markdown: what is printed, and the section of the results."""
import math
import textwrap

from policies import PLACEMENTS, STEP_PAGES

NAMES = {None: "strict", 4: "align-min 4"}


def _geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def _in_steps(pages):
    return -(-pages // STEP_PAGES) * STEP_PAGES


class _Row:
    """What a line of the table tells of some records."""

    def __init__(self, name, records):
        self.name = name
        self.records = records

    def _mean(self, value):
        return f"{_geometric_mean(list(map(value, self.records))):.3f}"

    def cells(self):
        """The line."""
        exact = sum(record["lower"] == record["upper"] for record in self.records)
        apart = max(record["upper"] / record["lower"] for record in self.records)
        return [self.name, f"{exact} of {len(self.records)}",
                "-" if apart == 1 else f"{100 * (apart - 1):.1f} %",
                self._mean(lambda record: record["upper"] / record["peak"]),
                *(self._mean(lambda record, p=placement:
                             record["to_page"][p] / record["upper"])
                  for placement in PLACEMENTS),
                *(self._mean(lambda record, p=placement:
                             record["in_steps"][p] / _in_steps(record["upper"]))
                  for placement in PLACEMENTS)]


def _table(align_min, kinds, records):
    rows = [_Row(kind, [record for record in records if record["kind"] == kind])
            for kind in kinds]
    rows.append(_Row("geometric mean", records))
    lines = [["kind", "exact", "apart", "optimum / peak",
              *PLACEMENTS, *(f"{name}, 512" for name in PLACEMENTS)]]
    lines += [row.cells() for row in rows]
    text = ["| " + " | ".join(line) + " |\n" for line in lines]
    text.insert(1, "|" + "---|" * len(lines[0]) + "\n")
    return f"### Smallest area over the optimum's, {NAMES[align_min]}\n" + \
        "".join(text)


def _paragraph(text):
    return textwrap.fill(text, 118, break_long_words=False,
                         break_on_hyphens=False) + "\n"


def _proofs(records):
    exact = sum(record["lower"] == record["upper"] for record in records)
    steps = sum(_in_steps(record["lower"]) == _in_steps(record["upper"])
                for record in records)
    return (f"Of {len(records)} optima {exact} are exact to the page, and {steps} "
            f"in multiples of {STEP_PAGES} pages. For the others the best packing "
            "found stands for the optimum, so that the true ratios are higher by "
            "at most what 'apart' tells: the largest distance between that packing "
            "and the proven lower bound.")


def as_markdown(made, records):
    """The section, of second level."""
    return (
        "## Distance to the optimum (simulated)\n" + _paragraph(
            f"`{made['command']}`, with {made['cmakit']}, {made['solver']}. This "
            "section is generated: the same command with `publish` writes it.") +
        "\n" + _paragraph(
            "How much area the placements need, who learn of every request when "
            "it comes, as a multiple of what is enough for somebody who knows the "
            "whole trace before it begins and may put every allocation anywhere "
            "on its alignment. Short traces only: of "
            f"{' or '.join(map(str, made['allocs']))} allocations (`cmakit generate "
            f"--allocs`), seeds {', '.join(map(str, made['seeds']))}; geometric "
            "means over these. Areas to the page, then rounded up as `cmakit size` "
            "does.") + "\n" + _paragraph(_proofs(records)) + "\n" +
        "\n".join(_table(align_min, made["kinds"],
                         [record for record in records
                          if record["align_min"] == align_min])
                  for align_min in NAMES))

# SPDX-License-Identifier: GPL-2.0
"""The table as Markdown: what is printed, and the section of the results."""
import re
import textwrap

import bootstrap
from axes import ALIGNMENTS, STOCK, SUBJECT
from command_line import seeds_text

# What the preferred alignment costs is seen in these.
PREFERRING = ("zoned-aligned-30", "zoned-aligned")

WIDTH = 118


# Stands for a blank at which no line ends.
TIED = "\N{NO-BREAK SPACE}"


def _paragraph(text, indent=""):
    """Lines of WIDTH at most; a command in it is on one line, to be copied."""
    text = re.sub("`.*?`", lambda code: code[0].replace(" ", TIED), text)
    return textwrap.fill(text, WIDTH, subsequent_indent=indent,
                         break_long_words=False,
                         break_on_hyphens=False).replace(TIED, " ") + "\n"


def _table(headings, rows):
    lines = ["| " + " | ".join(map(str, row)) + " |\n" for row in [headings, *rows]]
    lines.insert(1, "|" + "---|" * len(headings) + "\n")
    return "".join(lines)


def _figure(figure):
    """A figure and its interval."""
    text = f"{figure['value']:.3f}"
    if figure["low"] is None:
        return text
    return f"{text} ({figure['low']:.3f}-{figure['high']:.3f})"


def _share(row):
    if not row["preferred_wanted"]:
        return "-"
    return f"{100 * row['preferred_got'] / row['preferred_wanted']:.1f} %"


def _plural(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _listed(names):
    if not names:
        return "no kind"
    return f"{_plural(len(names), 'kind')} ({', '.join(names)})"


class _Markdown:
    """Parts of the text for `table`."""

    def __init__(self, table):
        self.table = table
        self.manifest = table["manifest"]
        self.rows = {(row["align_min"], row["kind"], row["placement"]): row
                     for row in table["rows"]}
        self.preferring = [placement for placement in PREFERRING
                           if placement in self.manifest["placements"]]

    def _workload(self):
        made = self.manifest
        kinds = _plural(len(made["kinds"]), "kind")
        seeds = f"each ({seeds_text(made['seeds'])})"
        if made["allocs"] is None:
            return f"{kinds} of traces in files, {len(made['seeds'])} {seeds}"
        return (f"{kinds} of `cmakit generate`, "
                f"{_plural(len(made['seeds']), 'seed')} {seeds}, "
                f"{made['allocs']} allocations")

    def introduction(self):
        """What was done, with what, and what the figures mean."""
        made = self.manifest
        engine = f" and mm/cma_place.c {made['engine']} (git blob)" \
            if made["engine"] else ""
        return "## Placements compared (simulated)\n" + _paragraph(
            f"`{made['command']}`, with {made['cmakit']}{engine}. This section "
            "is generated: `make placement-results` writes it from what that "
            "command leaves."
        ) + "\n" + _paragraph(
            f"{self._workload()}, on areas of {', '.join(made['sizes'])} of the peak of live pages: "
            f"{made['areas']} areas, {made['replays']} replays. Sizes are rounded "
            "down to multiples of 512 pages, below the peak on "
            f"{self.table['areas_below_peak']} of the areas, where something "
            "fails with any placement. Strict: every allocation needs the "
            "alignment that it asks for. align-min 4: 64 KiB will do unless "
            "the trace says otherwise, and the rest is preferred."
        ) + "\n" + "".join(_paragraph("- " + text, "  ") for text in (
            "failed: allocations that failed, summed over seeds and sizes.",
            "ratio: for a kind, (failed + 0.5) / (stock's failed + 0.5), where "
            f"stock is {STOCK}, strict; the halves are for kinds on which "
            "nothing fails. For all kinds, the geometric mean of theirs.",
            "smallest area: what `cmakit size` finds, as a multiple of stock's on "
            "the same trace; geometric mean over the seeds, then over the kinds.",
            "preferred: of the allocations that were made and prefer more "
            "alignment than they need, how many got it.",
            f"in parentheses: {bootstrap.METHOD}. They show what depends on the "
            "seeds, not on the choice of kinds.")) + "\n"

    def totals(self, align_min):
        """All placements over all kinds."""
        with_preferred = align_min is not None
        rows = []
        for total in self.table["totals"]:
            if total["align_min"] != align_min:
                continue
            if align_min is None and total["placement"] == STOCK:
                rows.append([STOCK, total["failed"], 1, "-", 1])
                continue
            worst = total["worst"]
            rows.append([total["placement"], total["failed"],
                         _figure(total["ratio"]),
                         f"{worst['kind']}: {_figure(worst['ratio'])}",
                         _figure(total["area_ratio"])] +
                        [_share(total)] * with_preferred)
        return _table(["placement", "failed", "ratio", "worst kind",
                       "smallest area"] + ["preferred"] * with_preferred, rows)

    def _failed(self, align_min, kind, placement):
        """In bold where zoned loses."""
        failed = self.rows[align_min, kind, placement]["failed"]
        stock = self.rows[align_min, kind, STOCK]["failed"]
        if placement == SUBJECT and failed > stock:
            return f"**{failed}**"
        return failed

    def kinds(self, align_min):
        """Failures kind by kind, and zoned's ratio and smallest area."""
        placements = self.manifest["placements"]
        rows = []
        for kind in self.manifest["kinds"]:
            subject = self.rows[align_min, kind, SUBJECT]
            rows.append([kind] + [self._failed(align_min, kind, placement)
                                  for placement in placements] +
                        [_figure(subject["ratio"]),
                         _figure(subject["area_ratio"])])
        return _table(["kind", *placements, f"{SUBJECT}: ratio",
                       "smallest area"], rows)

    def preferences(self, align_min):
        """What trying the preferred alignment first brings and costs."""
        rows = []
        for kind in self.manifest["kinds"]:
            cells = [kind, _share(self.rows[align_min, kind, STOCK])]
            for placement in SUBJECT, *self.preferring:
                row = self.rows[align_min, kind, placement]
                cells += [_share(row), row["failed"],
                          f"{row['area_ratio']['value']:.3f}"]
            rows.append(cells)
        headings = ["kind", f"{STOCK}: preferred"]
        for placement in SUBJECT, *self.preferring:
            headings += [f"{placement}: preferred", "failed", "smallest area"]
        return _table(headings, rows) + "\n" + "".join(
            _paragraph(self._cost(align_min, placement))
            for placement in self.preferring)

    def _cost(self, align_min, placement):
        more, less = [], []
        for kind in self.manifest["kinds"]:
            failed = self.rows[align_min, kind, placement]["failed"]
            subject = self.rows[align_min, kind, SUBJECT]["failed"]
            if failed > subject:
                more.append(kind)
            elif failed < subject:
                less.append(kind)
        return (f"{placement} fails more often than {SUBJECT} on "
                f"{_listed(more)}, less often on {_listed(less)}.")

    def alignment(self, align_min):
        """All that belongs to one alignment."""
        name = ALIGNMENTS[align_min]
        text = (f"### All kinds, {name}\n{self.totals(align_min)}\n"
                f"### Kind by kind, {name}\n"
                f"Failed; bold: {SUBJECT} loses to {STOCK} with the same "
                f"alignment.\n\n{self.kinds(align_min)}\n")
        if align_min is not None and self.preferring:
            text += (f"### Preferring an alignment, {name}\n"
                     f"{self.preferences(align_min)}\n")
        return text

    def losing(self):
        """Where zoned fails more often than first-fit."""
        rows = [[row["kind"], ALIGNMENTS[row["align_min"]], row["failed"],
                 ALIGNMENTS[row["first_fit_align_min"]],
                 row["first_fit_failed"], _figure(row["ratio"])]
                for row in self.table["losing"]]
        if not rows:
            return f"{SUBJECT} fails more often than {STOCK} on no kind.\n"
        return _table(["kind", SUBJECT, "failed", STOCK, "failed",
                       f"ratio to this {STOCK}"], rows)

    def losing_areas(self):
        """Where zoned needs a larger area."""
        text = "; ".join(
            f"{row['kind']}, {ALIGNMENTS[row['align_min']]}, "
            f"{row['area_ratio']['value']:.3f} where {STOCK} needs "
            f"{row['first_fit_area_ratio']['value']:.3f}"
            for row in self.table["losing_areas"])
        return _paragraph("Larger areas than first-fit with the same alignment, "
                          f"as multiples of stock's: {text or 'on no kind'}.")

    def compared(self):
        """Area by area."""
        text = "; ".join(
            f"{ALIGNMENTS[row['align_min']]}, {SUBJECT} fails less often than "
            f"{STOCK} on {row['fewer']}, as often on {row['same']}, more often "
            f"on {row['more']}" for row in self.table["compared"])
        return _paragraph(f"Single areas: {text}.")


def as_markdown(table):
    """The text of the file, a section of second level."""
    text = _Markdown(table)
    return (text.introduction() +
            "".join(text.alignment(align_min) for align_min in ALIGNMENTS) +
            f"### Losing rows of {SUBJECT}\n{text.losing()}\n"
            f"{text.losing_areas()}\n{text.compared()}")

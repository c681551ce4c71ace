# SPDX-License-Identifier: GPL-2.0
"""What the grid is made of: every kind by every seed, size, alignment and placement."""
from dataclasses import dataclass

# What everything is compared with, and what has to prove itself.
STOCK, SUBJECT = "first-fit", "zoned"

# The values of cmakit's --align-min, None without, and what they are called.
ALIGNMENTS = {None: "strict", 4: "align-min 4"}


@dataclass(frozen=True)
class Axes:
    """
    The values along each of the others, in the order of the table. `allocs` is
    None where traces are as long as they are.
    """
    kinds: tuple
    seeds: tuple
    sizes: tuple
    placements: tuple
    allocs: int | None

    def traces(self):
        """Seed by seed: a run that goes on for long has something of every kind."""
        return [(kind, seed) for seed in self.seeds for kind in self.kinds]

    def nr_areas(self):
        """Traces by sizes."""
        return len(self.kinds) * len(self.seeds) * len(self.sizes)

    def nr_replays(self):
        """Of cmakit simulate; cmakit size makes more."""
        return self.nr_areas() * len(self.placements) * len(ALIGNMENTS)

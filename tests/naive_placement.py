# SPDX-License-Identifier: GPL-2.0
"""
The placements of cmakit, each by its definition: look at every place there is
and take the one that the definition wants. An area is a bytearray, 0 is free.
"""
from fractions import Fraction

PLACEMENTS = ["first-fit", "zoned", "best-fit", "worst-fit", "next-fit",
              "zoned-16", "zoned-by-size", "zoned-small-top", "zoned-aligned",
              "zoned-aligned-30", "zoned-blind", "zoned-cheapest"]

# The last pages of zoned's small and medium requests, and of zoned-16's small.
SMALL, MEDIUM, SMALL_16 = 32, 128, 16

# So many half octaves a hole without the preferred alignment counts as worse.
UNPREFERRED = 6


def places(used, bits, step):
    """Every start with `bits` zeros behind it that `step` divides."""
    return [start for start in range(0, len(used) - bits + 1, step)
            if used.find(1, start, start + bits) == -1]


def hole_around(used, start):
    """(start, end) of the run of zeros around `start`."""
    end = used.find(1, start)
    return used.rfind(1, 0, start) + 1, end if end >= 0 else len(used)


def align_up(number, step):
    return -(-number // step) * step


def half_octaves(left, bits):
    """
    The rank of a hole of which `left` bits remain: how many of 24, 32, 48, 64,
    96 ... are reached by 16 and what is left in 1/256 of the request.
    """
    size = 16 + Fraction(256 * left, bits)
    rank = 0
    while size >= (24 if rank % 2 == 0 else 32) * 2 ** (rank // 2):
        rank += 1
    return rank


def ranked(used, bits, step, wish):
    """The place whose hole has the lowest rank; the lowest of several."""
    def rank(start):
        low, high = hole_around(used, start)
        worse = 0 if start % wish == 0 else UNPREFERRED
        return half_octaves(high - bits - align_up(low, step), bits) + worse
    return min(places(used, bits, step), key=lambda start: (rank(start), start),
               default=None)


class Lifetimes:
    """
    What zoned remembers: pages live and allocated lately, by size class; of the
    large ones also those with an alignment of more than 32 pages.
    """

    def __init__(self, area_pages):
        self.most_taken = 4 * area_pages
        self.live = {"small": 0, "medium": 0, "large": 0}
        self.freed = dict(self.live)
        self.taken = self.live | {"coarse": 0}

    @staticmethod
    def size(pages):
        return ("small" if pages <= SMALL else
                "medium" if pages <= MEDIUM else "large")

    def take(self, pages, order):
        size = self.size(pages)
        self.live[size] += pages
        self.taken[size] += pages
        if size == "large" and order > 5:
            self.taken["coarse"] += pages
        if sum(self.taken[size] for size in self.live) > self.most_taken:
            self.taken = {size: n // 2 for size, n in self.taken.items()}

    def free(self, pages):
        self.live[self.size(pages)] -= pages
        self.freed[self.size(pages)] += 1

    def outlive_large(self, size, times):
        return (self.live[size] * self.taken["large"] >=
                self.live["large"] * self.taken[size] * times)

    def top(self, pages):
        """Whether a request of `pages` belongs at the top of the area."""
        size = self.size(pages)
        if size == "large":
            return False
        known = self.taken[size] and self.taken["large"]
        if size == "medium":
            return bool(known and self.freed[size] >= 16 and
                        self.outlive_large(size, 4))
        return (not known or self.freed[size] < 64 or
                self.taken["coarse"] < self.taken["large"] // 2 or
                self.outlive_large(size, 2) or
                not self.outlive_large(size, Fraction(3, 4)))


class Placer:
    """A placement on the area `used`, a bit of which is 2^order_per_bit pages."""

    def __init__(self, placement, used, order_per_bit):
        self.placement = placement
        self.used = used
        self.order_per_bit = order_per_bit
        self.lifetimes = Lifetimes(len(used) * 2 ** order_per_bit)
        self.cursor = 0

    def find(self, pages, bits, step, wish):
        """
        The start for a request of `pages` in `bits` which `step` has to divide
        and `wish`, a multiple of it, should; None if there is no place.
        """
        found = places(self.used, bits, step)
        if not found or self.placement == "first-fit":
            return min(found, default=None)
        if self.placement == "next-fit":
            return next((start for start in found if start >= self.cursor),
                        found[0])
        if self.placement in ("best-fit", "worst-fit"):
            sign = 1 if self.placement == "best-fit" else -1

            def length(start):
                low, high = hole_around(self.used, start)
                return sign * (high - low), start
            return min(found, key=length)
        return self.find_zoned(found, pages, bits, step, wish)

    def find_zoned(self, found, pages, bits, step, wish):
        at_top = self.lifetimes.top(pages)
        if self.placement == "zoned-16":
            return found[-1] if pages <= SMALL_16 else found[0]
        if self.placement == "zoned-by-size":
            at_top = pages <= SMALL
        if self.placement == "zoned-small-top" and pages <= SMALL:
            at_top = True
        # zoned-blind and zoned-cheapest differ only where there is something in
        # the way, which there is not here.
        occupied = Fraction(sum(self.used), len(self.used))
        if self.placement == "zoned-aligned" or (
                self.placement == "zoned-aligned-30" and
                occupied < Fraction(30, 100)):
            if places(self.used, bits, wish):
                step = wish
        if at_top:
            return places(self.used, bits, step)[-1]
        # A wish counts for a request that is as long as the alignment.
        return ranked(self.used, bits, step, wish if bits == wish else step)

    def take(self, pages, start, bits, order):
        self.lifetimes.take(pages, order)
        self.cursor = start + bits

    def free(self, pages):
        self.lifetimes.free(pages)

# SPDX-License-Identifier: GPL-2.0
"""The smallest area for a trace, or how far apart the bounds are that were found."""
import boxes as boxes_of
from solver import Search, search_packing

# One after the other, until the bounds meet.
QUICK = [Search("lowest", 3000), Search("largest", 3000)]
MOMENT = Search("largest", 3000)
NR_MOMENTS = 3
THOROUGH = [Search("conflicts", 3000), Search("neighbours", 10000, 50),
            Search("neighbours", 10000, 80)]


def method():
    """What the results depend on besides the trace and the solver."""
    return {"quick": list(map(str, QUICK)), "moment": str(MOMENT),
            "moments": NR_MOMENTS, "thorough": list(map(str, THOROUGH))}


class Packing:
    """
    What is known: no area is smaller than `lower` pages, and with `starts` (in the
    order of `boxes`) `upper` are enough.
    """

    def __init__(self, boxes, lower, upper):
        self.boxes = boxes
        self.lower, self.upper = lower, upper
        self.starts = None

    def is_exact(self):
        """Whether the bounds have met."""
        return self.starts is not None and self.lower == self.upper

    def improve(self, search):
        """Look for a smaller one."""
        if self.is_exact() or search.percent_kept and self.starts is None:
            return
        # A neighbourhood begins at the packing that there is.
        upper = self.upper - (self.starts is not None and
                              search.percent_kept is None)
        found = search_packing(self.boxes, search, self.lower, upper,
                               self.starts)
        if found.starts:
            self.starts, self.upper = found.starts, found.area
        # A neighbourhood, once all of it has been seen, proves nothing.
        if found.is_complete and search.percent_kept is None:
            self.lower = self.upper

    def raise_lower(self, bound, moment):
        """Pack by itself what is live at that moment: no area is smaller."""
        if self.is_exact():
            return
        live = [boxes_of.Box(box.number, box.pages, box.align, 0, 1)
                for box in boxes_of.live_at(self.boxes, moment)]
        live.sort(key=lambda box: (-box.align, -box.pages))
        found = search_packing(live, MOMENT, bound, self.upper)
        if not found.is_complete:
            return
        least = found.area if found.starts else self.upper
        self.lower = max(self.lower, least)


def pack(trace, align_min, upper):
    """
    For a trace (bytes) that is known to fit in `upper` pages: (lower, upper,
    starts), starts in the order of the trace's allocations or None if no packing
    was found.
    """
    boxes, nr_moments = boxes_of.of_trace(trace, align_min)
    boxes.sort(key=lambda box: -box.pages * (box.after_last - box.first))
    moments = boxes_of.tightest_moments(boxes, nr_moments)
    packing = Packing(boxes, moments[0][0], upper)
    for search in QUICK:
        packing.improve(search)
    for bound, moment in moments[:NR_MOMENTS]:
        packing.raise_lower(bound, moment)
    for search in THOROUGH:
        packing.improve(search)
    if packing.starts is None:
        return packing.lower, packing.upper, None
    starts = [None] * len(boxes)
    for box, start in zip(boxes, packing.starts):
        starts[box.number] = start
    return packing.lower, packing.upper, starts

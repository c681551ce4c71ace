# SPDX-License-Identifier: GPL-2.0
"""
Whether a packing is one: the trace is replayed page by page, with the places that
the packing tells. Shares nothing with what made the packing.
"""


def fault(trace, align_min, starts, area_pages):
    """What is wrong with the packing of a cmatrace (bytes), or None."""
    used = bytearray(area_pages)
    where, nr_allocs = {}, 0
    for line in trace.decode().splitlines():
        if line.startswith("#"):
            continue
        _, event, ident, *fields = line.split()
        if event == "F":
            for page in where.pop(ident):
                used[page] = 0
            continue
        if nr_allocs == len(starts):
            return f"allocation {ident} has no place"
        pages, order, least = (int(fields[0]), int(fields[1]),
                               int(fields[3]) if len(fields) > 3 else 0)
        if align_min is not None and order > align_min:
            order = max(align_min, min(order, least))
        place = range(starts[nr_allocs], starts[nr_allocs] + pages)
        nr_allocs += 1
        if place.start % (1 << order):
            return f"allocation {ident} is at {place.start}, order {order}"
        if place.start < 0 or place.stop > area_pages:
            return f"allocation {ident} ends at {place.stop} of {area_pages}"
        for page in place:
            if used[page]:
                return f"allocation {ident} is where page {page} is used"
            used[page] = 1
        where[ident] = place
    return None if nr_allocs == len(starts) else "more places than allocations"

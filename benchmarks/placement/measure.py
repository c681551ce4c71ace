# SPDX-License-Identifier: GPL-2.0
"""
One trace of the grid: what every placement makes of it on every size of area,
and the smallest area that each needs.
"""
import hashlib

from axes import ALIGNMENTS

# Of cmakit simulate's objects.
SIMULATED = ("placement", "pages", "failed", "failed_nospace",
             "failed_fragmented", "failed_alignment", "preferred_wanted",
             "preferred_got")
# Of cmakit size's.
SIZED = ("placement", "min_pages")


def _pick(found, keys, **more):
    return more | {key: found[key] for key in keys}


def measure(cmakit, axes, trace, kind, seed):
    """The record of one trace (bytes), made of what JSON has."""
    simulated, sized = [], []
    for align_min in ALIGNMENTS:
        for size in axes.sizes:
            for found in cmakit.simulate(trace, axes.placements, align_min, size):
                simulated.append(_pick(found, SIMULATED, align_min=align_min,
                                       size=size))
        for found in cmakit.size(trace, axes.placements, align_min):
            sized.append(_pick(found, SIZED, align_min=align_min))
    return {
        "kind": kind,
        "seed": seed,
        "trace_sha256": hashlib.sha256(trace).hexdigest(),
        "allocs": found["allocs"],
        "peak_live_pages": found["peak_live_pages"],
        "simulated": simulated,
        "sized": sized,
    }

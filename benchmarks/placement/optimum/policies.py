# SPDX-License-Identifier: GPL-2.0
"""The smallest areas that the online placements need, to the page and as cmakit
size tells them."""
import json
import subprocess

from bad_input import BadInput

PLACEMENTS = ("first-fit", "zoned", "best-fit")
STOCK = "first-fit"

# What cmakit size counts in.
STEP_PAGES = 512


def _run(command, trace):
    done = subprocess.run(command, input=trace, capture_output=True, check=False,
                          start_new_session=True)
    if done.returncode:
        raise BadInput(f"{command[0]} ended with status {done.returncode}: "
                       f"{done.stderr.decode(errors='replace').strip()}")
    return done.stdout


class Policies:
    """
    Measured with the programs at `cmakit` and `least_pages`.
    """

    def __init__(self, cmakit, least_pages):
        self.cmakit, self.least_pages = cmakit, least_pages

    def in_steps(self, trace, align_min):
        """(peak, {placement: smallest multiple of STEP_PAGES})."""
        rows = self.cmakit.size(trace, PLACEMENTS, align_min)
        return rows[0]["peak_live_pages"], {row["placement"]: row["min_pages"]
                                            for row in rows}

    def to_page(self, trace, align_min, peak, in_steps):
        """{placement: smallest area}; from the peak up to the smallest in steps."""
        return {placement: int(_run(
            [self.least_pages, "-", "-" if align_min is None else str(align_min),
             str(peak), str(pages), placement], trace))
            for placement, pages in in_steps.items()}

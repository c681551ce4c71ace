# SPDX-License-Identifier: GPL-2.0
"""The smallest areas that the online placements need, to the page and as cmakit
size tells them."""
import json
import subprocess

from bad_input import BadInput

PLACEMENTS = ("first-fit", "zoned", "best-fit")

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
        return {placement: self._to_page(trace, align_min, peak, placement, pages)
                for placement, pages in in_steps.items()}

    def _to_page(self, trace, align_min, peak, placement, most):
        """Of one placement, to which `most` pages are known to be enough."""
        if most is None:
            raise BadInput(f"expected an area on which {placement} does not fail, "
                           "found none that can be simulated")
        answer = _run([self.least_pages, "-",
                       "-" if align_min is None else str(align_min),
                       str(peak), str(most), placement], trace).decode().strip()
        if not answer.isdecimal():
            raise BadInput(f"{self.least_pages}: expected the smallest area of "
                           f"{placement} from {peak} to {most} pages, found "
                           f"'{answer}'")
        return int(answer)

# SPDX-License-Identifier: GPL-2.0
"""Of what a table was made, and how: what its figures depend on, and no more."""
import hashlib

import command_line


def _git_blob(path):
    """What git calls the content of the file."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()[:12]


def of(arguments, cmakit, axes):
    """For the table of `axes` measured with `cmakit`; `engine` may be None."""
    engine = arguments.engine
    return {
        "command": command_line.again(arguments),
        "cmakit": cmakit.version,
        "engine": _git_blob(engine) if engine else None,
        "kinds": axes.kinds,
        "seeds": axes.seeds,
        "sizes": axes.sizes,
        "placements": axes.placements,
        "allocs": axes.allocs,
        "areas": axes.nr_areas(),
        "replays": axes.nr_replays(),
    }

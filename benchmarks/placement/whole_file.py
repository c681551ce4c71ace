# SPDX-License-Identifier: GPL-2.0
"""Files that are there as a whole, or as they were before."""
import os

# What a run that was killed left behind ends like this.
UNFINISHED = ".new"


def write(path, content, mode=None):
    """Make `content` (bytes) that of the file `path` (a Path), with that mode."""
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        unfinished.write_bytes(content)
        if mode is not None:
            unfinished.chmod(mode)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def clear(folder):
    """Remove what a killed run was writing in `folder`."""
    for unfinished in folder.glob("*" + UNFINISHED):
        unfinished.unlink()

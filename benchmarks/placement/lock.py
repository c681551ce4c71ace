# SPDX-License-Identifier: GPL-2.0
"""One program at a time in a folder."""
import fcntl
import os

import program
from bad_input import BadInput


def take(folder):
    """Keep others out of `folder` until this program ends, however it does."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(f"{folder}: expected a folder of our own, found another "
                       f"{program.NAME} at work in it") from None

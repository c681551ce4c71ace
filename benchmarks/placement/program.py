# SPDX-License-Identifier: GPL-2.0
"""What the programs here have in common: how they speak, and how they end."""
import os
import sys
from pathlib import Path

import interruption
from bad_input import EXIT_BAD, BadInput

NAME = Path(sys.argv[0]).name


def say(text):
    """A message on standard error."""
    print(f"{NAME}: {text}", file=sys.stderr, flush=True)


def run(verb, arguments):
    """verb(arguments), and the exit status that what comes of it has."""
    interruption.watch()
    try:
        verb(arguments)
    except BadInput as error:
        say(error)
        sys.exit(error.status)
    except OSError as error:
        say(error)
        # What could not be written is not tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_BAD)
    except interruption.Interrupted as interrupted:
        say(f"{interrupted}; the same command goes on from here")
        interrupted.pass_on()

# SPDX-License-Identifier: GPL-2.0
"""What the project's tools exit with."""

EXIT_USAGE, EXIT_BAD = 2, 4


class BadInput(Exception):
    """Something that is asked for, or the environment, is no good: a message."""

    def __init__(self, message, status=EXIT_BAD):
        super().__init__(message)
        self.status = status

# SPDX-License-Identifier: GPL-2.0
"""How far it is, on standard error."""
import sys
import time

# Seconds between two messages: on a terminal one line is written over.
EVERY, EVERY_ON_TERMINAL = 10, 0.5


class Progress:
    """Of `total` traces, of which `kept` need not be measured."""

    def __init__(self, name, total, kept):
        self.name, self.total, self.kept = name, total, kept
        self.done = 0
        self.started = self.shown = time.monotonic()
        self.on_terminal = sys.stderr.isatty()

    def _left(self, now):
        """Seconds, estimated."""
        todo = self.total - self.kept - self.done
        return todo * (now - self.started) / self.done

    def advance(self):
        """One more has been measured."""
        self.done += 1
        now = time.monotonic()
        every = EVERY_ON_TERMINAL if self.on_terminal else EVERY
        if now - self.shown >= every:
            self.shown = now
            self._show(f"{self.done + self.kept} of {self.total} traces, "
                       f"about {self._left(now):.0f} s left")

    def _show(self, text):
        end, start = ("", "\r\033[K") if self.on_terminal else ("\n", "")
        print(f"{start}{self.name}: {text}", end=end, file=sys.stderr, flush=True)

    def end(self):
        """What came of it."""
        self._show(f"{self.done + self.kept} of {self.total} traces, "
                   f"{self.kept} of them kept from before")
        if self.on_terminal:
            print(file=sys.stderr)

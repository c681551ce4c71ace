# SPDX-License-Identifier: GPL-2.0
"""
Where the traces of a grid come from: of every kind, one for every seed. Either
cmakit generates them, or they are files.
"""
import hashlib
import re
from collections import defaultdict

from bad_input import EXIT_USAGE, BadInput


class Generated:
    """Traces of `cmakit generate`, all kinds of it if `kinds` is empty."""

    def __init__(self, cmakit, kinds, seeds, allocs):
        self.cmakit = cmakit
        self.kinds = kinds or cmakit.kinds()
        self.seeds = seeds
        self.allocs = allocs

    def trace(self, kind, seed):
        """The text, as bytes."""
        return self.cmakit.generate(kind, seed, self.allocs)

    @staticmethod
    def identity(_kind, _seed):
        """What the trace depends on, besides cmakit, kind, seed and allocs."""
        return {}


class Files:
    """The traces in the files `paths`, named KIND-SEED.cmatrace."""

    # As many as there are in a file.
    allocs = None

    def __init__(self, paths):
        self.traces = {}
        seeds = defaultdict(list)
        for path in paths:
            kind, seed = self._named(path)
            if (kind, seed) in self.traces:
                raise BadInput(f"{path}: expected one trace named {path.name}, "
                               "found two", EXIT_USAGE)
            self.traces[kind, seed] = self._read(path)
            seeds[kind].append(seed)
        self.kinds = tuple(seeds)
        self.seeds = tuple(next(iter(seeds.values())))
        for kind, of_kind in seeds.items():
            if set(of_kind) != set(self.seeds):
                raise BadInput(
                    f"expected traces of {kind} with the numbers of those of "
                    f"{self.kinds[0]}", EXIT_USAGE)

    @staticmethod
    def _named(path):
        match = re.fullmatch(r"(.+)-([0-9]{1,20})\.cmatrace", path.name)
        if not match:
            raise BadInput(f"{path}: expected a name such as camera-1.cmatrace",
                           EXIT_USAGE)
        return match[1], int(match[2])

    @staticmethod
    def _read(path):
        try:
            return path.read_bytes()
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}") from None

    def trace(self, kind, seed):
        """The text, as bytes."""
        return self.traces[kind, seed]

    def identity(self, kind, seed):
        """What the trace depends on."""
        content = self.traces[kind, seed]
        return {"trace_sha256": hashlib.sha256(content).hexdigest()}

# SPDX-License-Identifier: GPL-2.0
"""The program that is measured with: its verbs, and how to tell it from others."""
import hashlib
import json
import subprocess

import whole_file
from bad_input import EXIT_BAD, EXIT_USAGE, BadInput


class Cmakit:
    """
    The program at `path`, as it is now: a copy in `folder` is run, so that it may
    be built anew meanwhile. All figures depend on its bytes, of which `sha256` is
    the sum.
    """

    def __init__(self, path, folder):
        try:
            program = path.read_bytes()
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}; 'make tools' builds it") \
                from None
        self.sha256 = hashlib.sha256(program).hexdigest()
        self.path = folder.resolve() / "cmakit"
        whole_file.write(self.path, program, 0o755)
        self.version = self._run(["--version"]).decode().strip()

    def _run(self, arguments, trace=None):
        """What it prints. It is not in our process group: ^C is for us alone."""
        try:
            done = subprocess.run([self.path, *arguments], input=trace,
                                  capture_output=True, check=False,
                                  start_new_session=True)
        except OSError as error:
            raise BadInput(f"{self.path}: {error.strerror}") from None
        if done.returncode:
            message = done.stderr.decode(errors="replace").strip()
            raise BadInput(f"cmakit {' '.join(arguments)} ended with status "
                           f"{done.returncode}: {message}",
                           EXIT_USAGE if done.returncode == EXIT_USAGE
                           else EXIT_BAD)
        return done.stdout

    def kinds(self):
        """The names of all kinds of workload."""
        lines = self._run(["generate", "--list"]).decode().splitlines()
        return tuple(line.split()[0] for line in lines)

    def generate(self, kind, seed, allocs):
        """A trace, as bytes."""
        return self._run(["generate", kind, "--seed", str(seed),
                          "--allocs", str(allocs)])

    def _compare(self, verb, trace, placements, align_min, *more):
        arguments = [verb, "--json", "--compare=" + ",".join(placements), *more]
        if align_min is not None:
            arguments += ["--align-min", str(align_min)]
        return json.loads(self._run([*arguments, "-"], trace))

    def simulate(self, trace, placements, align_min, size):
        """An object for each placement, of the trace on an area of `size`."""
        return self._compare("simulate", trace, placements, align_min,
                             "--pages", size)

    def size(self, trace, placements, align_min):
        """An object for each placement, of the trace."""
        return self._compare("size", trace, placements, align_min)

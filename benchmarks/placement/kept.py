# SPDX-License-Identifier: GPL-2.0
"""
Records of traces that have been measured, a file each, so that a run that was
interrupted is taken up again. A file counts as long as all that its record
depends on is the same, and its sum is that of what it holds.
"""
import hashlib
import json

import whole_file
from axes import ALIGNMENTS

# Changed with what measure.py puts into a record.
FORMAT = 1


def _sum_of(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Kept:
    """
    The records in `folder`, of `cmakit`, `axes` and `workload`. say() takes a
    message.
    """

    def __init__(self, folder, cmakit, axes, workload, say):
        self.folder = folder
        self.workload = workload
        self.say = say
        self.depends_on = {
            "format": FORMAT,
            "cmakit": cmakit.sha256,
            "allocs": axes.allocs,
            "sizes": axes.sizes,
            "placements": axes.placements,
            "alignments": list(ALIGNMENTS),
        }
        folder.mkdir(parents=True, exist_ok=True)
        whole_file.clear(folder)

    def _path(self, kind, seed):
        return self.folder / f"{kind}-{seed}.json"

    def _key(self, kind, seed):
        return _sum_of(self.depends_on | {"kind": kind, "seed": seed} |
                       self.workload.identity(kind, seed))

    def load(self, kind, seed):
        """The record, or None if there is none that counts."""
        path = self._path(kind, seed)
        try:
            file = json.loads(path.read_bytes())
            key, record = file["key"], file["record"]
            is_whole = file["sha256"] == _sum_of([key, record])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            is_whole = False
        if not is_whole:
            self.say(f"{path} is damaged; measuring that trace again")
            return None
        return record if key == self._key(kind, seed) else None

    def save(self, record):
        """Keep it, instead of an older one of the same trace."""
        kind, seed = record["kind"], record["seed"]
        key = self._key(kind, seed)
        file = {"key": key, "sha256": _sum_of([key, record]), "record": record}
        whole_file.write(self._path(kind, seed),
                         (json.dumps(file, indent=1) + "\n").encode())

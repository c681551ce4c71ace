# SPDX-License-Identifier: GPL-2.0
"""
One trace with one alignment: what is asked, and what is kept of the answer, a
file each, so that a run that was interrupted is taken up again. A packing that was
kept is verified like a new one.
"""
import hashlib
import json
from dataclasses import asdict, dataclass

import solver
import whole_file
from bad_input import BadInput
from pack import method, pack
from verify import fault


@dataclass(frozen=True)
class Instance:
    """A trace of `cmakit generate`, and --align-min or None."""
    kind: str
    seed: int
    allocs: int
    align_min: int | None

    def __str__(self):
        align = "strict" if self.align_min is None else \
            f"align-min-{self.align_min}"
        return f"{self.kind}-{self.seed}-{self.allocs}-{align}"


@dataclass
class Bounds:
    """
    The smallest area is `lower` to `upper` pages; `starts` is a packing in the
    latter, or None if no search found one that is not above what the best
    online placement needs.
    """
    lower: int
    upper: int
    starts: list | None


class Packings:
    """Answers, kept in `folder`. say() takes a message."""

    def __init__(self, folder, say):
        self.folder = folder
        self.say = say
        models = b"".join(path.read_bytes()
                          for path in sorted(solver.HERE.glob("*.mzn")))
        self.solver = solver.version()
        self.depends_on = method() | {
            "solver": self.solver, "models": hashlib.sha256(models).hexdigest()}
        folder.mkdir(parents=True, exist_ok=True)
        whole_file.clear(folder)

    def _key(self, instance, trace, upper):
        text = json.dumps(self.depends_on | asdict(instance) | {"upper": upper},
                          sort_keys=True).encode()
        return hashlib.sha256(text + trace).hexdigest()

    def _load(self, path, key):
        try:
            file = json.loads(path.read_bytes())
            if file.pop("key") == key:
                return Bounds(**file)
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError):
            self.say(f"{path} is damaged; packing that trace again")
        return None

    def bounds(self, instance, trace, upper):
        """The Bounds of `trace`, which fits in `upper` pages; and if they are new."""
        path = self.folder / f"{instance}.json"
        key = self._key(instance, trace, upper)
        bounds = self._load(path, key)
        is_new = bounds is None
        if is_new:
            bounds = Bounds(*pack(trace, instance.align_min, upper))
        wrong = bounds.starts and fault(trace, instance.align_min, bounds.starts,
                                        bounds.upper)
        if wrong or not 0 < bounds.lower <= bounds.upper <= upper:
            raise BadInput(f"{path}: expected a packing, found that "
                           f"{wrong or 'its bounds are impossible'}")
        if is_new:
            whole_file.write(path, (json.dumps({"key": key} | asdict(bounds)) +
                                    "\n").encode())
        return bounds, is_new

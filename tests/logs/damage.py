#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""damage.py CMAKIT SEED TIMES LOG...: lose a little of each log, TIMES times: a line,
bytes, the end of a line, or break a line in two. What cmakit explain then says with
high confidence must be a reason that the whole log has, too.

The same seed loses the same. Prints what went wrong, and exits with 1 if anything did.
"""
import json
import random
import subprocess
import sys


def failures(cmakit, text):
    """What cmakit explain says about a log."""
    done = subprocess.run([cmakit, "explain", "--json", "-"], input=text,
                          stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["failures"]


def damaged(rng, text):
    """The log with a little of it lost."""
    lines = text.split(b"\n")
    line = rng.randrange(len(lines))
    byte = rng.randrange(len(text))
    kind = rng.randrange(5)
    if kind == 0:
        del lines[line]
    elif kind == 1:
        lines[line] = lines[line][:rng.randrange(len(lines[line]) + 1)]
    elif kind == 2:
        return text[:byte] + text[byte + 1:]
    elif kind == 3:
        return text[:byte] + text[byte + rng.randrange(30):]
    else:
        return text[:byte] + b"\n" + text[byte:]
    return b"\n".join(lines)


def main():
    cmakit, seed, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    wrong = 0
    for path in sys.argv[4:]:
        with open(path, "rb") as log:
            text = log.read()
        reasons = {failure["reason"] for failure in failures(cmakit, text)}
        for _ in range(times):
            for failure in failures(cmakit, damaged(rng, text)):
                if failure["confidence"] == "high" and \
                        failure["reason"] not in reasons:
                    print(path, failure)
                    wrong += 1
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()

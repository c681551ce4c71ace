#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Check traces of cmakit generate by their text alone.

usage: generated-trace.py KIND LIMIT LARGEST FILE...
  LIMIT    pages that are never live together; the peak is near
  LARGEST  pages of the largest request

Prints "FILE ALLOCS PEAK" for each; says what is wrong, status 1 if anything is.
"""
import re
import sys

# Sizes of the kinds that have few, and that are not computed from anything.
SIZES = {
    "vpu-table": {7, 38, 44, 128, 144, 148, 512, 757},
    "oddsize": {33, 65, 129, 255, 257, 456, 511, 513, 767, 769, 1025},
    "usb": {1, 2, 3, 4, 5, 6, 8, 16, 24, 30, 128, 384},
    "nvme": set(range(1, 33)) | {1024},
    "pins": set(range(24, 161)) | {338, 450, 765, 900, 1013, 2025},
}

# Sizes that must occur in one of the traces, counted by hand from the format:
# NV12 with the motion vectors of H.264, HEVC and VP9, packed raw of 10 and 12
# bits, 32 bits a pixel, textures with mipmaps, bytes of parameters, ...
MUST_HAVE = {
    "video-4k": {3544, 3924, 4307, 3548},
    "video-1080p": {765, 128, 383, 338, 57},
    "camera": {150, 450, 1013, 2461, 2484, 4537, 765},
    "isp-burst": {3733, 3645, 2448, 4537, 4466, 29, 3, 6},
    "gpu": {2, 22, 342, 2025, 4096},
    "display": {8100, 3600, 2025, 900, 4},
    "npu": {855, 300, 37},
    "audio-dsp": {1, 16, 48, 128, 512},
    "mixed-day": {2250, 893, 450, 16},
}

# In these an owner frees what it allocated last; in debugfs only the first does.
LAST_IN_FIRST_OUT = {"npu", "imx6-vpu", "debugfs"}

# Where the area is the device's own; elsewhere single pages do not come from CMA.
OWN_AREA = {"audio-dsp", "npu", "nvme", "usb", "video-4k", "debugfs"}

# An owner of these allocates, then frees all.
AT_ONCE = {"imx6-vpu", "video-1080p"}

# These end as a recording does that is stopped.
STOPPED = {"audio-dsp", "hugepages", "mixed-day", "nvme", "pins", "usb"}

PAGE = 4096


def pages_of(size):
    return -(-size // PAGE)


def stock_order(pages):
    """min(get_order(pages), 8)"""
    order = 0
    while 2 ** order < pages:
        order += 1
    return min(order, 8)


class Trace:
    """A trace, checked while it is read."""

    def __init__(self, kind, limit, largest, path):
        self.kind = kind
        self.limit = limit
        self.largest = largest
        self.path = path
        self.problems = []
        self.wanted = 0
        self.allocs = []            # (pages, owner) by id
        self.live = {}              # owner: its live ids, oldest first
        self.pages = 0
        self.history = []
        self.has_freed = set()
        self.time = 0
        self.last = ""

    def wrong(self, line, text):
        self.problems.append(f"{self.path}:{line}: {text}")

    def read(self):
        with open(self.path, encoding="ascii") as lines:
            for nr, line in enumerate(lines, 1):
                if nr <= 3:
                    self.header(nr, line)
                else:
                    self.event(nr, line)
        self.whole()
        return self.problems

    def header(self, nr, line):
        patterns = [r"# cmatrace 1\n",
                    rf"# source cmakit generate {self.kind} seed \d+\n",
                    r"# allocs (\d+)\n"]
        match = re.fullmatch(patterns[nr - 1], line)
        if not match:
            self.wrong(nr, f"header {line!r}")
        elif nr == 3:
            self.wanted = int(match[1])

    def event(self, nr, line):
        match = re.fullmatch(r"(\d+) (?:A (\d+) (\d+) (\d+) (o[1-9]\d*)( \d+)?"
                             r"|F (\d+))\n", line)
        if not match:
            self.wrong(nr, f"event {line!r}")
            return
        time = int(match[1])
        if time < self.time:
            self.wrong(nr, "not sorted")
        self.time = time
        if match[7]:
            self.last = "F"
            self.free(nr, int(match[7]))
        else:
            self.last = "A"
            self.alloc(nr, int(match[2]), int(match[3]), int(match[4]), match[5],
                       match[6])
        self.history.append(self.pages)

    def alloc(self, nr, ident, pages, order, owner, least):
        if ident != len(self.allocs) + 1:
            self.wrong(nr, "ids are not 1, 2, 3, ...")
        if not 1 <= pages <= self.largest:
            self.wrong(nr, f"{pages} pages, at most {self.largest} are told")
        if self.kind in SIZES and pages not in SIZES[self.kind]:
            self.wrong(nr, f"{pages} pages")
        if pages == 1 and self.kind not in OWN_AREA:
            self.wrong(nr, "a single page")
        if (order, least) != self.alignment(pages, owner, least):
            self.wrong(nr, f"order {order}, least {least} for {pages} pages")
        if self.kind in AT_ONCE and owner in self.has_freed:
            self.wrong(nr, f"{owner} has begun to free")
        self.allocs.append((pages, owner))
        self.live.setdefault(owner, []).append(ident)
        self.pages += pages

    def alignment(self, pages, owner, least):
        """What the order and MIN_ALIGN should be."""
        if self.kind == "hugepages" and pages == 512 and least:
            return 9, " 9"
        if self.kind == "debugfs" and owner == "o1":
            return 0, None
        return stock_order(pages), None

    def free(self, nr, ident):
        if not 1 <= ident <= len(self.allocs):
            self.wrong(nr, f"{ident} is not allocated")
            return
        pages, owner = self.allocs[ident - 1]
        if ident not in self.live[owner]:
            self.wrong(nr, f"{ident} has been freed")
            return
        if (self.kind in LAST_IN_FIRST_OUT and self.live[owner][-1] != ident and
                (self.kind != "debugfs" or owner == "o1")):
            self.wrong(nr, f"{ident} is not what {owner} allocated last")
        self.live[owner].remove(ident)
        self.has_freed.add(owner)
        self.pages -= pages

    def whole(self):
        """What only the whole trace shows."""
        count = len(self.allocs)
        if not self.wanted <= count <= self.wanted + 200:
            self.wrong(0, f"{count} allocations instead of {self.wanted}")
        peak = max(self.history)
        if peak > self.limit:
            self.wrong(0, f"peak {peak} is above {self.limit}")
        if self.kind in STOPPED:
            if self.last != "A":
                self.wrong(0, "does not end with the last allocation wanted")
        elif self.pages > peak / 5 and count > 1000:
            self.wrong(0, f"{self.pages} pages are live at the end")
        if self.kind == "imx6-vpu":
            self.instances()
        if self.wanted >= 4000:
            self.load(peak)

    def load(self, peak):
        """The peak is near the limit, and the load falls and returns to it."""
        if peak < 0.8 * self.limit:
            self.wrong(0, f"peak {peak} is far below {self.limit}")
        visits, above = 0, False
        for pages in self.history:
            if pages >= 0.95 * peak and not above:
                visits, above = visits + 1, True
            elif pages < 0.85 * peak:
                above = False
        if visits < 3:
            self.wrong(0, f"the peak is reached {visits} times")
        if self.kind == "hugepages":
            huge = sum(pages == 512 for pages, _ in self.allocs)
            if not 0.3 * self.wanted < huge < 0.8 * self.wanted:
                self.wrong(0, f"{huge} huge pages")

    def instances(self):
        """Every encoder's requests in order; the reported one among them."""
        known = {}
        for width, height in ((720, 576), (640, 480), (1280, 720), (352, 288),
                              (1920, 1088)):
            luma = width * height
            known[pages_of(luma * 3 // 2)] = pages_of(luma * 7 // 4)
        if known[152] != 178:
            self.wrong(0, "720x576 is not as reported")
        owners = {}
        for pages, owner in self.allocs:
            owners.setdefault(owner, []).append(pages)
        for owner, sizes in owners.items():
            source = sizes[3] if len(sizes) > 3 else 0
            if (len(sizes) != 11 or source not in known or
                    sizes != [4, 124, 385, source, 203, 148] +
                    [known[source]] * 5):
                self.wrong(0, f"{owner} allocates {sizes}")


def main():
    kind, limit, largest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    missing = MUST_HAVE.get(kind, set())
    status = 0
    for path in sys.argv[4:]:
        trace = Trace(kind, limit, largest, path)
        problems = trace.read()
        missing = missing - {pages for pages, _ in trace.allocs}
        if missing and path == sys.argv[-1] and trace.wanted >= 4000:
            problems.append(f"none has {sorted(missing)} pages")
        print(path, len(trace.allocs), max(trace.history))
        for problem in problems[:10]:
            print(problem)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
What a reader of a plot of cmakit simulate would see, as JSON: a list of panels,
each with its title, the number of ticks of each reason, and of each curve the
least and the largest value, as read off the axis of pages.

usage: plot-facts.py FILE.svg
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def scale_of(panel):
    """A function from a height to pages, made of the labelled grid lines."""
    lines = {}
    for grid, label in zip(panel, list(panel)[1:]):
        if grid.get("class") == "grid":
            height = re.fullmatch(r"M[\d.]+ ([\d.]+)H[\d.]+", grid.get("d"))
            lines[float(label.text)] = float(height.group(1))
    top = max(lines)
    return lambda height: ((lines[0] - height) / (lines[0] - lines[top]) * top)


def heights(path):
    """Heights that a path of M, H and V visits."""
    first, rest = re.fullmatch(r"M[\d.]+ ([\d.]+)((?:[HV][\d.]+)*)",
                               path.get("d")).groups()
    return [float(height) for height in [first] + re.findall(r"V([\d.]+)", rest)]


def facts(panel):
    pages_at = scale_of(panel)
    seen = {"title": panel.find(SVG + "text[@class='title']").text}
    for path in panel.iter(SVG + "path"):
        kind = path.get("class").split()
        if kind[0] == "failures":
            seen[kind[1]] = path.get("d").count("M")
        elif kind[0] in ("used", "run", "aligned"):
            pages = [pages_at(height) for height in heights(path)]
            seen[kind[0]] = [round(min(pages)), round(max(pages))]
    return seen


def main(path):
    root = ElementTree.parse(path).getroot()
    assert root.tag == SVG + "svg"
    print(json.dumps([facts(panel) for panel in
                      root.iter(SVG + "g") if panel.get("class") == "panel"]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

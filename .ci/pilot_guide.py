#!/usr/bin/env python3
"""usage: .ci/pilot_guide.py DOCS SYSTEM

The pilot of the guide for IT as it stands in DOCS/it-guide.md, for the checks that
follow it. Prints the commands for SYSTEM, each after the number of its step.
"""
import pathlib
import re
import sys


def section(path, system):
    """The steps of the pilot: for each a list of ("say", sentence) and ("type", command)."""
    text = path.read_text(encoding="utf-8")
    # The second part of the page, in each language; what one needs to know first, and its systems.
    part = re.split(r"^## ", text, flags=re.M)[2]
    assert "10 min" in part.splitlines()[0], part.splitlines()[0]
    before, *systems = re.split(r"^### ", part.split("\n", 1)[1], flags=re.M)
    [own] = [s.split("\n", 1)[1] for s in systems if s.splitlines()[0].endswith(system)]
    steps, inside = [], False
    for line in before.splitlines() + own.splitlines():
        bare = line.strip()
        if bare.startswith("```"):
            inside = not inside
        elif inside:
            steps[-1].append(("type", bare))
        elif bare:
            if number := re.match(r"(\d+)\. ", bare):
                steps.append([])
                assert int(number[1]) == len(steps) - 1, bare
                bare = bare[number.end():]
            elif not steps:
                steps.append([])
            steps[-1] += [("say", s) for s in re.split(r"(?<=[.:])\s+(?=[^a-z])", bare)]
    return steps


def shape(steps):
    return [[(kind, what if kind == "type" else "") for kind, what in step] for step in steps]


if __name__ == "__main__":
    for number, step in enumerate(section(pathlib.Path(sys.argv[1]) / "it-guide.md", sys.argv[2])):
        for kind, what in step:
            if kind == "type":
                print(number, what)

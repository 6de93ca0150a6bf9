#!/usr/bin/python3
"""Includes point down: the arrows between the layers."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, ok

# Which layers a layer may include directly; what those may, it may too.
ARROWS = {
    "base": [],
    "loop": ["base"],
    "db": ["loop"],
    "http": ["loop"],
    "cache": ["http"],
    "text": ["base"],
    "markup": ["text"],
    "scribe": ["loop", "text"],
    "render": ["text"],
    "model": ["db", "text", "scribe"],
    "web": ["cache", "http", "render", "model"],
    "jobs": ["cache", "http", "render", "model"],
    "ops": ["web", "jobs"],
    "gen": ["render"],
}

# Parsing of bytes from outside happens in scribes alone.
# The catalogues' generator reads templates by the engine's own code.
EXTRA = {"scribe": ["markup"], "gen": ["render", "text"]}

# Made by sala-gen: which layers use them.
GENERATED = {
    "records.h": {"db", "model", "web", "jobs", "ops"},
    "queries.h": {"db", "model", "web", "jobs", "ops"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def reachable(layer):
    """The layer and all below it."""
    seen, todo = set(), [layer]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += ARROWS[here]
    return seen | set(EXTRA.get(layer, []))


def fault(path, layer, included):
    """What is wrong with this include, or None."""
    if included in GENERATED:
        if layer in GENERATED[included]:
            return None
        return f"{layer}/ may not include {included}"
    if "/" not in included:
        return "an include names its layer"
    target = included.split("/")[0]
    if target not in ARROWS:
        return f"there is no layer {target}/"
    if target not in reachable(layer):
        return f"{layer}/ may not include {target}/"
    if included.endswith("_impl.h") and target != layer:
        return "_impl.h headers stay in their layer"
    return None


def test_arrows():
    faults, seen = [], 0
    for path in source.files("server"):
        parts = path.split("/")
        if len(parts) == 2:
            continue                # main.c may include anything
        if parts[1] not in ARROWS:
            faults.append(f"{path}: there is no layer {parts[1]}/")
            continue
        for included in INCLUDE.findall(source.read(path)):
            seen += 1
            wrong = fault(path, parts[1], included)
            if wrong:
                faults.append(f'{path}: "{included}": {wrong}')
    ok(seen > 100, f"{seen} includes were looked at")
    source.report(faults, "includes point down")


def test_own_header_first():
    faults = []
    for path in source.files("server", endings=(".c",)):
        header = f"{path[:-2]}.h".removeprefix("server/")
        if not os.path.exists(f"{source.SRCDIR}/server/{header}"):
            continue
        first = re.search(r'#\s*include\s+["<]([^">]+)', source.read(path))
        if not first or first.group(1) != header:
            faults.append(f'{path}: its first include is not "{header}"')
    source.report(faults, "a file includes its own header first")


def test_guards():
    faults = []
    for path in source.files("server", endings=(".h",)):
        if path.startswith("server/gen/"):
            continue                # includes there name no layer
        guard = re.sub(r"[^A-Z0-9]", "_",
                       path.removeprefix("server/").upper())
        text = source.read(path)
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            faults.append(f"{path}: no guard {guard}")
        if not text.startswith("/*"):
            faults.append(f"{path}: no comment says what it is for")
    source.report(faults, "headers have a guard and begin in prose")


def test_refusals():
    """The lint would see what it is there for."""
    ok(fault("x", "render", "http/request.h"), "render may not know http")
    ok(fault("x", "web", "markup/sanitise.h"), "web may not parse markup")
    ok(fault("x", "web", "db/lane_impl.h"), "web may not see db's insides")
    ok(fault("x", "base", "records.h"), "base may not know the records")
    ok(not fault("x", "web", "loop/task.h"), "web may use the loop")
    ok(not fault("x", "scribe", "markup/markdown.h"), "a scribe may parse")


test_arrows()
test_own_header_first()
test_guards()
test_refusals()
done_testing()

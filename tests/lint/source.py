"""What the lint tests share: the tree's files, and C taken apart."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from tap import diag, ok

SRCDIR = os.environ.get("SALA_SRCDIR") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    """A file of the tree, as text."""
    with open(f"{SRCDIR}/{path}", encoding="utf-8") as file:
        return file.read()


def files(*folders, endings=(".c", ".h")):
    """Paths of the tree's files below these folders, sorted."""
    found = []
    for folder in folders:
        for where, inner, names in os.walk(f"{SRCDIR}/{folder}"):
            # What npm brought is others' work.
            inner[:] = [name for name in inner if name != "node_modules"]
            found += [os.path.relpath(f"{where}/{name}", SRCDIR)
                      for name in names if name.endswith(endings)]
    return sorted(found)


TOKENS = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text):
    """C without comments; lines keep their numbers."""
    def blank(match):
        token = match.group()
        if token.startswith("/"):
            return "\n" * token.count("\n") or " "
        return token
    return TOKENS.sub(blank, text)


def strings(text):
    """(line, text) of every string literal; neighbours are joined."""
    text = without_comments(text)
    literals = re.compile(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*')
    for match in literals.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if re.match(r"#\s*include", text.split("\n")[line - 1]):
            continue
        yield line, re.sub(r'"\s*"', "", match.group())[1:-1]


def report(faults, name):
    """One result; every fault is a line behind it."""
    if not ok(not faults, name):
        diag("\n".join(faults))

#!/usr/bin/python3
"""Layout: clang-format, and the sizes that a reader can hold in mind."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, ok, skip

MAX_FILE, MAX_HEADER, MAX_FUNCTION, MAX_PARAMETERS = 400, 200, 60, 5
FOLDERS = ("server", "tests/unit", "tests/fuzz")

# Callbacks whose parameters another library fixes.
CALLBACKS = set()

# A definition as KNF writes it: its name begins a line.
FUNCTION = re.compile(r"^(\w+)\(([^;{}]*)\)\n\{\n(.*?)^\}", re.M | re.S)


def parameter_count(text):
    """Commas outside of inner parentheses."""
    depth = count = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        count += char == "," and depth == 0
    return 0 if text.strip() in ("", "void") else count + 1


def functions(text):
    """(line, name, lines of the body, parameters) of each definition."""
    text = source.without_comments(text)
    for match in FUNCTION.finditer(text):
        yield (text.count("\n", 0, match.start()) + 1, match.group(1),
               match.group(3).count("\n"), parameter_count(match.group(2)))


def test_sizes():
    files, long_functions, parameters = [], [], []
    for path in source.files(*FOLDERS):
        text = source.read(path)
        n_lines = text.count("\n")
        limit = MAX_HEADER if path.endswith(".h") else MAX_FILE
        if n_lines > limit:
            files.append(f"{path}: {n_lines} lines, at most {limit}")
        for line, name, length, n_parameters in functions(text):
            where = f"{path}:{line}: {name}"
            if length > MAX_FUNCTION:
                long_functions.append(f"{where}: {length} lines")
            if n_parameters > MAX_PARAMETERS and name not in CALLBACKS:
                parameters.append(f"{where}: {n_parameters} parameters")
    source.report(files, f"files have at most {MAX_FILE} lines,"
                  f" headers {MAX_HEADER}")
    source.report(long_functions,
                  f"functions have at most {MAX_FUNCTION} lines")
    source.report(parameters,
                  f"functions have at most {MAX_PARAMETERS} parameters")
    lengths = sorted(length for path in source.files("server")
                     for _, _, length, _ in functions(source.read(path)))
    ok(len(lengths) > 100, f"{len(lengths)} functions were found, median"
       f" {lengths[len(lengths) // 2]} lines,"
       f" 90 of 100 have at most {lengths[len(lengths) * 9 // 10]}")


def test_format():
    try:
        subprocess.run(["clang-format", "--version"], check=True,
                       stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        skip("clang-format is not installed", "layout")
        return
    done = subprocess.run(
        ["clang-format", "--dry-run", "--style=file",
         "--ferror-limit=0", *source.files(*FOLDERS)],
        cwd=source.SRCDIR, capture_output=True, text=True, check=False)
    faults = sorted(set(re.findall(r"^(\S+?):\d+:\d+: ", done.stderr, re.M)))
    source.report([f"{path}: clang-format -i {path}" for path in faults],
                  "files look as clang-format writes them")


def test_whitespace():
    faults = []
    for path in source.files("server", "tests", "sql", "templates", "contrib",
                             endings=(".c", ".h", ".py", ".sql", ".html",
                                      ".xml", ".view", ".sh", ".css", ".js")):
        text = source.read(path)
        if not text.endswith("\n"):
            faults.append(f"{path}: its last line has no end")
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip() or "\r" in line:
                faults.append(f"{path}:{number}: white space at the end")
    source.report(faults, "no line ends in white space")


test_sizes()
test_format()
test_whitespace()
done_testing()

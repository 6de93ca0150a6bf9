#!/usr/bin/python3
"""Translations: every text that people read is in the Thai catalogue, each
with the tags of its original, and nothing else is; other languages may be
unfinished but not wrong."""

import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, ok

POT = os.path.abspath(os.environ.get("SALA_BUILDDIR", ".")) + "/gen/pot"

# Languages that must be complete.
COMPLETE = {"th"}


def texts():
    """The files in which texts stand, as make update-po takes them."""
    patterns = ("templates/*.html", "templates/*.xml", "templates/*.txt",
                "templates/partials/*", "server/*.c", "server/*/*.c")
    return sorted(path for pattern in patterns
                  for path in glob.glob(pattern, root_dir=source.SRCDIR))


def check(catalogue):
    """What gen/pot has to say about a catalogue, line by line."""
    done = subprocess.run([POT, "--check", catalogue, "", *texts()],
                          cwd=source.SRCDIR, capture_output=True, text=True,
                          check=False)
    return (done.stdout + done.stderr).splitlines()


def test_catalogue(path):
    language = os.path.basename(path)[:-len(".po")]
    lines = check(path)
    missing = [line for line in lines if ": not translated: " in line]
    if language in COMPLETE:
        source.report(missing, f"{path}: nothing is missing")
    source.report([line for line in lines if line not in missing],
                  f"{path}: nothing is wrong, nothing is left over")
    text = source.read(path)
    source.report(re.findall(r"^#~.*", text, re.M),
                  f"{path}: no entry is commented out")
    source.report(re.findall(r"^#,.*fuzzy.*", text, re.M),
                  f"{path}: no entry is fuzzy")


catalogues = sorted(glob.glob("templates/po/*.po", root_dir=source.SRCDIR))
ok(len(texts()) > 50, f"{len(texts())} files hold texts")
ok("templates/po/th.po" in catalogues, "there is a Thai catalogue")
for name in catalogues:
    test_catalogue(name)
done_testing()

#!/usr/bin/python3
"""Every catalogue says all that the pages and the messages say."""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, skip

BUILDDIR = os.environ.get("SALA_BUILDDIR", f"{source.SRCDIR}/b")


def translated():
    """The files that have texts for people."""
    patterns = ("templates/*.html", "templates/*.xml", "templates/*.txt",
                "templates/partials/*", "server/*.c", "server/*/*.c")
    return [path for pattern in patterns
            for path in sorted(glob.glob(f"{source.SRCDIR}/{pattern}"))]


def main():
    pot = f"{BUILDDIR}/gen/pot"
    if not os.path.exists(pot):
        skip("gen/pot is not built")
        done_testing()
        return
    for po in sorted(glob.glob(f"{source.SRCDIR}/templates/po/*.po")):
        told = subprocess.run(
            [pot, "--check", po, f"{source.SRCDIR}/", *translated()],
            capture_output=True, text=True, check=False)
        faults = (told.stdout + told.stderr).splitlines()
        if told.returncode and not faults:
            faults = [f"gen/pot ended with {told.returncode}"]
        source.report(faults, f"{os.path.basename(po)} is complete")
    done_testing()


if __name__ == "__main__":
    main()

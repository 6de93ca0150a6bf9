#!/usr/bin/python3
"""What git has, `make dist` ships."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, ok, skip_all

# Of the repository, not of the program.
NOT_SHIPPED = (".git", ".ci/", ".clang-format")

BUILDDIR = os.environ.get("SALA_BUILDDIR")


def tracked():
    """Files that git knows, or None where there is no repository."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={source.SRCDIR}", "ls-files"],
        cwd=source.SRCDIR, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not os.path.exists(f"{source.SRCDIR}/.git"):
        return None
    return [path for path in done.stdout.splitlines()
            if not path.startswith(NOT_SHIPPED)
            and os.path.exists(f"{source.SRCDIR}/{path}")]


def shipped():
    """Files of a distribution, relative to its top."""
    where = tempfile.mkdtemp(prefix="sala-dist-")
    top = f"{where}/sala"
    try:
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = subprocess.run(
            ["make", "-s", "distdir", f"distdir={top}", "am__remove_distdir=:",
             "am__skip_mode_fix=true"],
            cwd=BUILDDIR, env=environment, capture_output=True, text=True,
            check=False)
        if not ok(done.returncode == 0, "make distdir works"):
            print("# " + done.stderr.replace("\n", "\n# "))
        return {os.path.relpath(f"{folder}/{name}", top)
                for folder, _, names in os.walk(top) for name in names}
    finally:
        subprocess.run(["chmod", "-R", "u+w", where], check=False)
        shutil.rmtree(where, ignore_errors=True)


files = tracked()
if files is None or not BUILDDIR:
    skip_all("not built from a repository")
missing = sorted(set(files) - shipped())
source.report([f"{path}: add it to Makefile.am" for path in missing],
              f"all {len(files)} files are shipped")
done_testing()

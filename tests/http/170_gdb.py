#!/usr/bin/python3
"""contrib/gdb shows where parked requests stand, and does no harm."""

import os
import shutil
import subprocess

from probe import Probe, get
from tap import done_testing, is_, like, ok, skip_all

if not shutil.which("gdb"):
    skip_all("gdb is not installed")

SCRIPT = os.path.join(os.environ.get("SALA_SRCDIR", "."),
                      "contrib/gdb/sala.py")

with Probe() as probe:
    wires = [probe.wire().send(get("/slow/4000")) for _ in range(2)]
    while probe.counts()["at_work"] < 3:
        pass
    gdb = subprocess.run(
        ["gdb", "-batch", "-nx", "-p", str(probe.process.pid), "-x", SCRIPT,
         "-ex", "sala-tasks"], capture_output=True, text=True, check=False)
    if "ptrace" in gdb.stderr:
        skip_all("this process may not be watched")
    like(gdb.stdout, r"task 0x[0-9a-f]+: parked, .*<run>", "a parked task")
    like(gdb.stdout, r"\n2 tasks\n", "there are two")
    is_(gdb.stdout.count("task_sleep"), 2, "both sleep")
    ok(gdb.stdout.count("show_slow") >= 2, "called by their handler")
    is_([wire.read().body for wire in wires], [b"slept\n"] * 2,
        "afterwards they go on as if nothing had been")
    for wire in wires:
        wire.close()
done_testing()

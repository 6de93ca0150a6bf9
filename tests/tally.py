"""Run test programs and add up their TAP.

One stream comes out: results are numbered through and carry the name of
their program; the plan stands at the end, and behind it "N passed, N failed".
A program that crashes, ends badly without saying why, says nothing, has no
plan or another number of results than its plan counts as one failure.
"""

import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import time

TIME_LIMIT_S = 900

RESULT = re.compile(r"(not )?ok\b *\d* *-? *([^#]*)(#\s*(SKIP|TODO)\b.*)?",
                    re.I)
PLAN = re.compile(r"1\.\.(\d+)( *# *SKIP\b.*)?$", re.I)


class Tally:
    """What was counted so far."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def result(self, good, name, note="", details=""):
        """One result, and what the reader should know when it is bad."""
        number = self.passed + self.failed + self.skipped + 1
        if good and "SKIP" in note.upper():
            self.skipped += 1
        elif good:
            self.passed += 1
        else:
            self.failed += 1
        say(f"{'ok' if good else 'not ok'} {number} - {name} {note}".rstrip())
        for line in details.splitlines():
            say(f"# {line}")

    def finish(self):
        """The plan and the last line; returns the exit status."""
        count = self.passed + self.failed + self.skipped
        say(f"1..{count}")
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        say(f"{self.passed} passed, {self.failed} failed{skipped}")
        return 1 if self.failed or not self.passed else 0


def say(line):
    """One line of output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Program:
    """A test program, and what it printed."""

    def __init__(self, name, command, environment, folder):
        self.name = name
        self.command = command
        self.environment = environment
        self.folder = folder
        self.output = ""
        self.status = None
        self.seconds = 0

    def run(self):
        """To its end, or to the time limit; whatever it leaves is killed."""
        began = time.monotonic()
        try:
            process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            self.output, self.status = str(error), "not started"
            return self
        try:
            output, _ = process.communicate(timeout=TIME_LIMIT_S)
            self.status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            self.status = f"no end after {TIME_LIMIT_S} s"
        self.output = output.decode(errors="replace")
        self.seconds = time.monotonic() - began
        return self

    def count(self, tally):
        """Hands the results over."""
        failed = tally.failed
        seen, plan = 0, None
        pending = None
        for line in self.output.splitlines():
            result, plan_line = RESULT.match(line), PLAN.match(line)
            if result:
                self._flush(tally, pending)
                pending = [not result.group(1), result.group(2).strip(),
                           result.group(3) or "", []]
                seen += 1
            elif plan_line:
                plan = int(plan_line.group(1))
                if plan == 0:
                    tally.result(True, self.name, plan_line.group(2) or "")
            elif line.startswith("Bail out!"):
                break
            elif pending:
                pending[3].append(re.sub(r"^# ?", "", line))
        self._flush(tally, pending)
        wrong = self._what_is_wrong(seen, plan, tally.failed > failed)
        if wrong:
            tally.result(False, f"{self.name}: {wrong}",
                         details=self.output[-20000:])

    def _flush(self, tally, pending):
        if pending:
            good, name, note, details = pending
            good = good or "TODO" in note.upper()
            tally.result(good, f"{self.name}: {name}", note,
                         "" if good else "\n".join(details))

    def _what_is_wrong(self, seen, plan, said_so):
        if plan is None:
            return f"no plan (exit status {self.status})"
        if seen != plan:
            return f"{seen} results where the plan says {plan}"
        if self.status != 0 and not said_so:
            return f"exit status {self.status}"
        return None


def run_all(programs, tally, at_once):
    """Runs them, as many at once; each is counted when it has ended."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        waiting = [pool.submit(program.run) for program in programs]
        for done in concurrent.futures.as_completed(waiting):
            program = done.result()
            say(f"# {program.name} ({program.seconds:.1f} s)")
            program.count(tally)

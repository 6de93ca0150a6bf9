#!/usr/bin/python3
"""Builds and runs every test; contrib/check installs what is needed first.

    tests/run.py [--all] [--fuzz-minutes N] [--only PATTERN]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import pg
from tally import Program, Tally, run_all, say

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CPUS = os.cpu_count() or 1

# A sanitizer's report must fail the test that provoked it.
SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=1"
                    ":strict_string_checks=1:check_initialization_order=1"
                    ":detect_stack_use_after_return=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "LSAN_OPTIONS": "report_objects=1",
}


class Build:
    """One way of building Sala, in a folder of its own."""

    def __init__(self, name, *options, **variables):
        self.name = name
        self.folder = f"{TOP}/build-{name}"
        self.options = options
        self.variables = variables

    def make(self, tally):
        """Configures and builds; returns whether that worked."""
        os.makedirs(self.folder, exist_ok=True)
        steps = []
        if not os.path.exists(f"{TOP}/configure"):
            steps.append(["../autogen.sh"])
        if not os.path.exists(f"{self.folder}/Makefile"):
            steps.append(["../configure", "--quiet", *self.options,
                          *[f"{k}={v}" for k, v in self.variables.items()]])
        steps.append(["make", "-s", f"-j{CPUS}"])
        steps.append(["make", "-s", f"-j{CPUS}", "check", "TESTS="])
        for step in steps:
            if not run_step(tally, f"{self.name}: {' '.join(step)}", step,
                            self.folder, only_failure=True):
                return False
        tally.result(True, f"{self.name}: it builds")
        return True

    def value(self, target):
        """The words that `make TARGET` prints."""
        done = subprocess.run(
            ["make", "-s", target], cwd=self.folder, check=True,
            capture_output=True, text=True)
        return done.stdout.split()

    def environment(self):
        """What test programs find in their environment."""
        return {
            **os.environ, **SANITIZER_OPTIONS,
            "SALA": f"{self.folder}/sala",
            "SALA_SRCDIR": TOP,
            "SALA_BUILDDIR": self.folder,
            "PYTHONPATH": f"{TOP}/tests",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def programs(self, pattern="", wrapper=()):
        """Every test whose path contains the pattern."""
        found = []
        for path in self.value("list-tests"):
            if pattern not in path:
                continue
            command = [f"{self.folder}/{path}"]
            if path.endswith(".py"):
                command = ["/usr/bin/python3", f"{TOP}/{path}"]
            found.append(Program(
                f"{self.name}: {path.removeprefix('tests/')}",
                [*wrapper, *command], self.environment(), self.folder))
        return found


def run_step(tally, name, command, folder, only_failure=False, **more):
    """A command that is one result."""
    say(f"# {name}")
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False, **more)
    if done.returncode == 0:
        if not only_failure:
            tally.result(True, name)
        return True
    tally.result(False, name, details=done.stdout[-20000:])
    return False


SANITIZED = Build("sanitized", "--enable-developer", "--enable-sanitizers")
GCC = Build("gcc", "--enable-developer", CC="gcc", CFLAGS="-O2 -g")
CLANG = Build("clang", "--enable-developer", CC="clang", CFLAGS="-O2 -g")
FUZZERS = Build("fuzzers", "--enable-developer", "--enable-fuzzers",
                CC="clang", CFLAGS="-O1 -g")


def run_tests(build, tally, pattern):
    """All tests of one build, sharing one PostgreSQL."""
    if not build.make(tally):
        return
    with pg.Cluster() as cluster:
        os.environ["SALA_TEST_PGURL"] = cluster.url()
        try:
            run_all(build.programs(pattern), tally, CPUS)
        finally:
            del os.environ["SALA_TEST_PGURL"]


def run_valgrind(tally):
    """The unit tests, of the build without sanitizers."""
    wrapper = ["valgrind", "--quiet", "--leak-check=full",
               "--errors-for-leak-kinds=definite", "--error-exitcode=98",
               "--trace-children=no"]
    programs = [p for p in GCC.programs("tests/unit/", wrapper)
                if not p.command[-1].endswith(".py")]
    for program in programs:
        program.name = program.name.replace("gcc:", "valgrind:")
        program.environment["SALA_VALGRIND"] = "1"
    run_all(programs, tally, CPUS)


def run_distcheck(tally):
    """A distribution builds, tests, installs and cleans up after itself.
    Its tests are those that need no server; the others have run."""
    tests = " ".join(path for path in GCC.value("list-tests")
                     if path.startswith(("tests/unit", "tests/lint")))
    run_step(tally, "make distcheck",
             ["make", "-s", f"-j{CPUS}", "distcheck", f"TESTS={tests}",
              "DISTCHECK_CONFIGURE_FLAGS=--enable-developer"], GCC.folder)


def run_unit_score(tally):
    """systemd's own opinion of how far the unit is locked in."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager",
         "--threshold=20", f"{TOP}/contrib/systemd/sala.service"],
        capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["nothing"])[-1]
    tally.result(done.returncode == 0,
                 f"systemd-analyze security: {last.strip(' →')}",
                 details="" if done.returncode == 0
                 else done.stdout + done.stderr)


def install_axe(tally):
    """axe-core, as tests/browser/package-lock.json pins it; its file."""
    folder = f"{TOP}/tests/browser"
    run_step(tally, "npm ci", ["npm", "ci", "--silent", "--no-audit",
                               "--no-fund", "--ignore-scripts"], folder)
    return f"{folder}/node_modules/axe-core/axe.min.js"


def fuzz(target, seconds):
    """The Program that runs one target; its corpus is only read."""
    name = os.path.basename(target).removeprefix("fuzz_")
    where = tempfile.mkdtemp(prefix=f"sala-fuzz-{name}-")
    corpus = f"{TOP}/tests/fuzz/corpus/{name}"
    os.makedirs(f"{where}/corpus")
    os.makedirs(f"{where}/found")
    dictionary = f"{TOP}/tests/fuzz/{name}.dict"
    command = [f"{FUZZERS.folder}/{target}", f"-max_total_time={seconds}",
               "-timeout=10", "-rss_limit_mb=4096", "-verbosity=0",
               f"-artifact_prefix={where}/found/", f"{where}/corpus", corpus]
    if os.path.exists(dictionary):
        command.insert(1, f"-dict={dictionary}")
    return Program(f"fuzz: {name}", command, FUZZERS.environment(), where)


def run_fuzzers(tally, minutes):
    """The time is shared by all targets."""
    if not FUZZERS.make(tally):
        return
    targets = FUZZERS.value("list-fuzz-targets")
    seconds = max(5, int(minutes * 60 * CPUS / max(1, len(targets))))
    programs = [fuzz(target, seconds) for target in targets]
    for i in range(0, len(programs), CPUS):
        lot = programs[i:i + CPUS]
        for program in lot:
            # What libFuzzer prints is no TAP.
            program.count = lambda _tally, p=program: _tally.result(
                p.status == 0, f"{p.name}: {seconds} s without a finding",
                details="" if p.status == 0 else p.output[-20000:])
        run_all(lot, tally, CPUS)
    for program in programs:
        if program.status == 0:
            shutil.rmtree(program.folder, ignore_errors=True)


def run_everything(tally, options):
    """What --all adds."""
    os.environ["SALA_TEST_POSTS"] = "100000"
    # For one build: pages do not hang on the compiler.
    os.environ["SALA_AXE"] = install_axe(tally)
    run_tests(GCC, tally, options.only)
    del os.environ["SALA_AXE"]
    run_tests(CLANG, tally, options.only)
    run_valgrind(tally)
    run_distcheck(tally)
    run_unit_score(tally)
    run_fuzzers(tally, options.fuzz_minutes)


def main():
    """As the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--fuzz-minutes", type=float)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only_fuzz = options.fuzz_minutes is not None and not options.all
    if options.fuzz_minutes is None:
        options.fuzz_minutes = 10
    tally = Tally()
    if only_fuzz:
        run_fuzzers(tally, options.fuzz_minutes)
    else:
        run_tests(SANITIZED, tally, options.only)
    if options.all:
        run_everything(tally, options)
    sys.exit(tally.finish())


if __name__ == "__main__":
    main()

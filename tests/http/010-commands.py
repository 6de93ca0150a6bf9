#!/usr/bin/python3
"""The command line: help, mistakes, the configuration file."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from tap import done_testing, is_, like, ok
import sala


def run(*words):
    """sala, exactly with these words."""
    return subprocess.run([sala.SALA, *words], capture_output=True, text=True,
                          timeout=60, check=False)


def with_file(text, *words):
    """sala with this configuration file; its path is shown as FILE."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(text)
        file.flush()
        done = run(f"--config={file.name}", *words)
        done.stderr = done.stderr.replace(file.name, "FILE")
    return done


def test_help():
    help_ = run("--help")
    is_(help_.returncode, 0, "--help is no mistake")
    like(help_.stdout, r"sala serve", "it names the commands")
    like(help_.stdout, r"--listen=ADDRESS:PORT", "and the options")
    ok(all(len(line) < 80 for line in help_.stdout.splitlines()
           if line.startswith("  --")), "its lines fit a terminal")
    like(run("--version").stdout, r"^sala \d+\.\d+\.\d+\n$",
         "--version says name and version")


def test_mistakes():
    for words, message in [
            ([], "a command is missing"),
            (["frobnicate"], "frobnicate: there is no such command"),
            (["admin"], "admin: there is no such command"),
            (["serve", "now"], "serve: wrong arguments"),
            (["serve", "--fast"], "--fast: there is no such option"),
            (["serve", "--workers"], "--workers: a value must follow"),
            (["serve", "--workers=65"],
             "--workers: 65 is not between 0 and 64"),
            (["serve", "--workers=many"],
             '--workers: "many" is not a whole number'),
            (["serve", "--workers", "1", "--workers", "2"],
             "--workers: given twice"),
            (["serve", "--log-level=loud"],
             '"loud" is none of error, warn, info, debug'),
            (["serve", "--listen=localhost"], "must be ADDRESS:PORT"),
            (["serve", "--listen=127.0.0.1:0"], "must be ADDRESS:PORT"),
            (["serve", "--base-url=example.org"],
             "must begin with http:// or https://"),
            (["serve", "--base-url=http://example.org/blog"],
             "without a path"),
            (["serve", "--database=nonsense"], "must be a URL or name=value"),
            (["serve", "--state-dir=here"], "must be an absolute path"),
            (["--config=/nonexistent", "serve"],
             "/nonexistent: No such file")]:
        done = run(*words)
        is_(done.returncode, 2, f"sala {' '.join(words)}: exit status 2")
        like(done.stderr, re.escape(message), "and a message that helps")


def test_file():
    for text, message in [
            ("# nothing\n\nworkers\n", "FILE:3: a line must be: name = value"),
            ("colour = red", "FILE:1: colour: there is no such option"),
            ("workers = 1\nworkers = 2",
             "FILE:2: workers: given twice"),
            ("\n\n  log-level = loud",
             'FILE:3: log-level: "loud" is none of')]:
        done = with_file(text, "serve")
        is_(done.returncode, 2, f"{text!r}: exit status 2")
        like(done.stderr, re.escape(message), "file, line and reason")
    done = with_file("workers = 65\n", "--workers=1", "serve")
    is_(done.returncode, 2, "a flag does not excuse a mistake in the file")


def test_sample():
    sample = run("--config=/dev/null", "config").stdout
    names = re.findall(r"^#([a-z-]+) =", sample, re.M)
    flags = re.findall(r"^  --([a-z-]+)=", run("--help").stdout, re.M)
    is_(sorted(names), sorted(f for f in flags if f != "config"),
        "the sample file has every option of --help")
    live = re.sub(r"^#([a-z-]+ =.*)$", r"\1", sample, flags=re.M)
    done = with_file(live, "config")
    is_(done.returncode, 0, "the sample with every line alive is a good file")
    is_(done.stderr, "", "about which nothing is said")
    manual = run("--config=/dev/null", "config", "--manual").stdout
    is_(sorted(names), sorted(
        name.replace("\\-", "-")
        for name in re.findall(r"\\fB([a-z\\-]+)\\fR = ", manual)),
        "the manual page has every option")


test_help()
test_mistakes()
test_file()
test_sample()
done_testing()

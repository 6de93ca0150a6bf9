"""The Test Anything Protocol for the tests that are written in Python.

    from tap import ok, is_, done_testing

    is_(answer.status, 200, "the front page is there")
    done_testing()
"""

import re
import sys

_count = 0
_failed = 0


def _say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def diag(text):
    """Print lines that belong to the last result, for the reader."""
    for line in str(text).splitlines() or [""]:
        _say("# " + line)


def ok(condition, name):
    """One result; returns whether it was good."""
    global _count, _failed
    _count += 1
    name = " ".join(str(name).split()).replace("#", "no.")
    if condition:
        _say(f"ok {_count} - {name}")
    else:
        _failed += 1
        _say(f"not ok {_count} - {name}")
    return bool(condition)


def is_(got, wanted, name):
    """The two are equal; otherwise both are shown."""
    good = ok(got == wanted, name)
    if not good:
        diag(f"     got: {got!r}")
        diag(f"  wanted: {wanted!r}")
    return good


def like(text, pattern, name):
    """The regular expression is found in the text."""
    good = ok(re.search(pattern, text) is not None, name)
    if not good:
        diag(f"     got: {text!r}")
        diag(f"  wanted something like: {pattern!r}")
    return good


def skip(why, name="skipped"):
    """A test that cannot run here."""
    global _count
    _count += 1
    _say(f"ok {_count} - {name} # SKIP {why}")


def skip_all(why):
    """Nothing of this file can run here; ends the program."""
    _say(f"1..0 # SKIP {why}")
    sys.exit(0)


def bail_out(why):
    """No further test makes sense; ends the program."""
    _say(f"Bail out! {why}")
    sys.exit(1)


def done_testing():
    """Print the plan and end the program, badly when a test failed."""
    _say(f"1..{_count}")
    sys.exit(1 if _failed else 0)

#!/usr/bin/python3
"""sala admin: administrators and passwords, with and without a server."""

import os
import pty
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
from sala import Server, StateDirectory
from tap import diag, done_testing, is_, like, ok

GOOD = "nine boats on the river"


def flags(options):
    """Options as words of a command line."""
    return ["--config=/dev/null", *sala.user_options(),
            *[f"--{k.replace('_', '-')}={v}" for k, v in options.items()]]


def read_until(terminal, text):
    """What the terminal shows, up to the text."""
    shown = b""
    while text not in shown:
        shown += os.read(terminal, 1000)
    return shown


def at_terminal(options, words, *answers):
    """Runs a command at a terminal; (exit status, what was shown)."""
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        [sala.SALA, *flags(options), *words], stdin=its_end, stdout=its_end,
        stderr=its_end, start_new_session=True)
    os.close(its_end)
    shown = b""
    for answer in answers:
        shown += read_until(terminal, b": ")
        os.write(terminal, answer.encode() + b"\n")
    try:
        while chunk := os.read(terminal, 1000):
            shown += chunk
    except OSError:
        pass                            # its end was closed
    os.close(terminal)
    return process.wait(60), shown.decode()


def test_commands(options):
    """All of it, on some database."""
    done = sala.command("admin", "list", **options)
    is_((done.returncode, done.stdout), (0, ""), "at first there is nobody")
    done = sala.command("admin", "create", "somsri", **options)
    is_(done.returncode, 0, "an administrator is made")
    like(done.stdout, r"\A([a-z2-9]{4}-){3}[a-z2-9]{4}\n\Z",
         "with a password that is printed, when nobody is at a terminal")
    done = sala.command("admin", "list", **options)
    if not like(done.stdout, r"\Asomsri\tsomsri\n\Z", "she is in the list"):
        diag(done.stderr)
    done = sala.command("admin", "create", "Somsri", **options)
    is_(done.returncode, 1, "the same name in other letters is refused")
    like(done.stderr, "somebody has this login name", "with the reason")
    done = sala.command("admin", "create", "admin", "--password-stdin",
                        stdin=f"{GOOD}\n", **options)
    is_((done.returncode, done.stdout), (0, ""),
        "a password is read, and not printed")
    done = sala.command("admin", "password", "SOMSRI", "--password-stdin",
                        stdin=f"{GOOD}\n", **options)
    is_(done.returncode, 0, "a password is replaced")
    done = sala.command("admin", "password", "nobodyhere", **options)
    is_(done.returncode, 1, "but nobody's is not")
    like(done.stderr, "there is no such account", "with the reason")


def test_refusals(options):
    for name, password, reason in [
            ("a b", GOOD, "A login name has"),
            ("somchai", "12345678", "easily guessed"),
            ("somchai", "short", "at least 8 characters"),
            ("somchai", "", "no password was given"),
            ("somchai", "bad \x01 byte 123", "not text")]:
        done = sala.command("admin", "create", name, "--password-stdin",
                            stdin=f"{password}\n" if password else "",
                            **options)
        is_(done.returncode, 1, f"{name!r} with {password!r} is refused")
        like(done.stderr, reason, "with the reason")


def test_terminal(options):
    status, shown = at_terminal(
        options, ["admin", "password", "somsri"], GOOD, GOOD)
    is_(status, 0, "at a terminal a password is asked twice")
    ok(GOOD not in shown, "and not shown")
    status, shown = at_terminal(
        options, ["admin", "password", "somsri"], GOOD, GOOD + "!")
    is_(status, 1, "two that differ are refused")
    like(shown, "the two are not the same", "with the reason")


with StateDirectory() as state:
    test_commands(state.options())
    test_refusals(state.options())
    with Server(private=state, wait=None):
        done_ = sala.command("admin", "create", "wichai", **state.options())
        is_(done_.returncode, 0, "it works while the server is running, too")
        like(sala.command("admin", "list", **state.options()).stdout,
             r"wichai\twichai\n.*\nsomsri", "on the same data")
        test_terminal(state.options())

name_ = sala.fresh_database()
cluster = sala.cluster()
own = {"database": cluster.url(name_, "sala"),
       "database_owner": cluster.url(name_, "sala_owner")}
test_commands(own)
hashes = cluster.query("SELECT password FROM account", database=name_)
ok(hashes and all(re.match(r"\$argon2id\$", h) for h, in hashes),
   "passwords are kept as argon2id")
cluster.query(f'DROP DATABASE "{name_}" WITH (FORCE)')
done_testing()

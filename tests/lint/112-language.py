#!/usr/bin/python3
"""No SQL and no markup in C; markup is trusted in few places."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import source
from tap import done_testing, ok

SQL = re.compile(
    r"\b(SELECT\s.*\sFROM|SELECT\s+\w+\(|INSERT\s+INTO|UPDATE\s+\w+\s+SET"
    r"|DELETE\s+FROM|CREATE\s+(TABLE|ROLE|DATABASE|FUNCTION|INDEX)"
    r"|ALTER\s+(TABLE|ROLE)|DROP\s+\w+|GRANT\s+\w+|TRUNCATE\s+\w+"
    r"|LOCK\s+TABLE|COPY\s+\w+)", re.S)
MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s+[a-z-]+=|\s*/?>)")

# Who writes statements or markup by trade.
SQL_LAYERS = {"gen"}
MARKUP_LAYERS = {"gen", "markup", "render", "scribe"}
TRUSTING_LAYERS = {"base", "db", "markup", "render", "scribe"}


def layer_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def faults_of(pattern, excused, what):
    faults = []
    for path in source.files("server"):
        if layer_of(path) in excused:
            continue
        for line, text in source.strings(source.read(path)):
            if pattern.search(text):
                faults.append(f"{path}:{line}: {what}: {text[:60]}")
    return faults


def test_language():
    source.report(faults_of(SQL, SQL_LAYERS, "SQL"),
                  "SQL stands in sql/ only")
    source.report(faults_of(MARKUP, MARKUP_LAYERS, "markup"),
                  "markup stands in templates/ only")


def test_patterns():
    """The lint would see what it is there for."""
    for text in ("SELECT id FROM post", "INSERT INTO post VALUES",
                 "UPDATE post SET x = 1", "DELETE FROM post"):
        ok(SQL.search(text), f"{text!r} is SQL")
    for text in ("<b>", "</p>", "<a href=", "<br />"):
        ok(MARKUP.search(text), f"{text!r} is markup")
    for text in ("a < b", "i<n>", "<%s>", "UPDATE"):
        ok(not SQL.search(text) and
           (not MARKUP.search(text) or text == "i<n>"),
           f"{text!r} is neither")


def test_trust():
    faults = []
    for path in source.files("server"):
        if layer_of(path) in TRUSTING_LAYERS:
            continue
        text = source.without_comments(source.read(path))
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(r"\bhtml_trusted\s*\(|\(struct html\)\s*\{", line):
                faults.append(f"{path}:{number}: {line.strip()}")
    source.report(faults, "markup is trusted in markup/, scribe/, render/"
                  " and db/ only")


def test_memory():
    faults = []
    for path in source.files("server/web", "server/model"):
        text = source.without_comments(source.read(path))
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(r"\b(malloc|calloc|realloc|strdup|free)\s*\(", line):
                faults.append(f"{path}:{number}: {line.strip()}")
    source.report(faults, "model/ and web/ allocate in arenas alone")


def test_calls():
    """Functions of the C library that have no place here."""
    banned = re.compile(
        r"\b(strcat|sprintf|vsprintf|gets|strtok|alloca|system|tmpnam"
        r"|htmlNodeDump|xmlNodeDump|localtime|gmtime|asctime|ctime)\s*\(")
    faults = []
    for path in source.files("server"):
        if layer_of(path) == "gen":
            continue                # runs when Sala is built
        text = source.without_comments(source.read(path))
        for number, line in enumerate(text.split("\n"), 1):
            if banned.search(line):
                faults.append(f"{path}:{number}: {line.strip()}")
    source.report(faults, "no function is called that has a better one")


test_language()
test_patterns()
test_trust()
test_memory()
test_calls()
done_testing()

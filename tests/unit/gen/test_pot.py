#!/usr/bin/python3
"""gen/pot: which texts it finds in C and in templates, what it writes, and
how it holds a catalogue against them."""

import os
import subprocess
import tempfile

from tap import diag, done_testing, is_, like, ok

POT = os.environ.get("SALA_BUILDDIR", ".") + "/gen/pot"

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def run(files, catalogue=None):
    """(exit status, standard output, standard error) of a run over files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in files.items():
            path = f"{folder}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            paths.append(path)
        options = []
        if catalogue is not None:
            with open(f"{folder}/th.po", "w", encoding="utf-8") as file:
                file.write(HEAD + catalogue)
            options = ["--check", f"{folder}/th.po"]
        done = subprocess.run([POT, *options, folder + "/", *paths],
                              capture_output=True, text=True, check=False)
        return (done.returncode, done.stdout.replace(folder + "/", ""),
                done.stderr.replace(folder + "/", ""))


def entries(output):
    """The file's entries, without its head."""
    return output.split("\n\n", 1)[1].strip() if "\n\n" in output else ""


# (what, C, the ids that are found)
C_TEXTS = [
    ("a marked text", 'x = N_("One");', ["One"]),
    ("a message", 'msg("One"); msg_n("Two {n}", 2); msg_arg("Three", a)',
     ["One", "Two {n}", "Three"]),
    ("literals side by side", 'N_("One "\n\t"two" /* and */ " three")',
     ["One two three"]),
    ("escapes", r'N_("a\n\"b\" \\ \x41\102\t")',
     [r'a\n\"b\" \\ AB\t']),
    ("Thai and octal bytes", r'N_("\340\270\201 ก")', ["ก ก"]),
    ("white space before it", 'N_ (\n "One")', ["One"]),
    ("no comments", '/* N_("a") */ // N_("b")\nN_("c")', ["c"]),
    ("no other literals", 'f("N_(\\"a\\")"); c = \'"\'; N_("b")', ["b"]),
    ("no other names", 'my_msg("a"); msgs("b"); N_x("c"); msg_nn("d");', []),
    ("no calls without a literal", "msg(id); msg_n(m.id, 2); N_(text)", []),
    ("nothing twice", 'N_("One"); N_("One")', ["One"]),
]


def test_c():
    for what, text, ids in C_TEXTS:
        status, output, _ = run({"server/a.c": text})
        found = [line[7:-1] for line in entries(output).split("\n")
                 if line.startswith("msgid ")]
        ok(status == 0, f"{what}: no mistake")
        is_(found, ids, what)
    status, _, errors = run({"server/a.c": '\nN_("a" PRIu64);'})
    ok(status == 1, "a marked text that is no plain literal is a mistake")
    is_(errors, "server/a.c:2: a marked text is a plain literal\n",
        "and named")


def test_template():
    files = {
        "templates/a.html": "<p>One</p>\n<p>{{#plural n}}a cat|{{n}} cats"
                            "{{/plural}}</p>\n",
        "templates/partials/b.html": '<p>See <a href="/">it</a></p>\n',
        "server/a.c": 'N_("One")',
    }
    _, output, _ = run(files)
    is_(entries(output), """#: templates/a.html:1
#: server/a.c:1
msgid "One"
msgstr ""

#: templates/a.html:2
msgid "a cat"
msgid_plural "{{n}} cats"
msgstr[0] ""
msgstr[1] ""

#: templates/partials/b.html:1
msgid "See <a href=\\"/\\">it</a>"
msgstr \"\"""", "templates, plurals, places")
    done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", "-"],
                          input=output, text=True, capture_output=True,
                          check=False)
    ok(done.returncode == 0, "gettext reads what is written")
    status, _, errors = run({"templates/a.html": "<p>\n{{x}</p>"})
    ok(status == 1, "a mistake in a template is a mistake here")
    like(errors, r"^templates/a.html:2: ", "with its line")


# (what, C, template, catalogue, the line that is printed)
CHECKS = [
    ("all is well", 'N_("One")', "<p>Two {{x}}</p>",
     'msgid "One"\nmsgstr "หนึ่ง"\n\nmsgid "Two {{x}}"\n'
     'msgstr "{{x}} สอง"\n', ""),
    ("a text that is not translated", 'N_("One")', "<p>Two</p>",
     'msgid "One"\nmsgstr "หนึ่ง"\n',
     'templates/a.html:1: not translated: "Two"\n'),
    ("an empty translation", 'N_("One")', "", 'msgid "One"\nmsgstr ""\n',
     'server/a.c:1: not translated: "One"\n'),
    ("a translation to be looked at", 'N_("One")', "",
     '#, fuzzy\nmsgid "One"\nmsgstr "หนึ่ง"\n',
     'server/a.c:1: not translated: "One"\n'),
    ("an entry that nobody needs", "", "",
     'msgid "One"\nmsgstr "หนึ่ง"\n',
     'th.po:6: no longer needed: "One"\n'),
    ("a plural that is none any more", 'N_("One")', "",
     'msgid "One"\nmsgid_plural "Ones"\nmsgstr[0] "หนึ่ง"\n',
     'server/a.c:1: a plural here or there, not in both: "One"\n'),
    ("a message without its number", 'msg_n("At most {n}", 2)', "",
     'msgid "At most {n}"\nmsgstr "มากที่สุด"\n',
     'server/a.c:1: {n} or {arg} is not in both: "At most {n}"\n'),
]


def test_check():
    for what, code, template, catalogue, expected in CHECKS:
        status, output, errors = run(
            {"server/a.c": code, "templates/a.html": template or "<p/>"},
            catalogue)
        is_(output, expected, what)
        if not ok(status == (1 if expected else 0), f"{what}: exit status"):
            diag(errors)
    _, _, errors = run({"templates/a.html": "<p>Two {{x}}</p>"},
                       'msgid "Two {{x}}"\nmsgstr "สอง"\n')
    is_(errors, 'th.po:6: the translation of "Two {{x}}" lacks {{x}}\n',
        "a translation that lost a tag")
    _, _, errors = run({"templates/a.html": "<p/>"}, 'msgid "')
    like(errors, r"^th.po:\d+: ", "a catalogue that cannot be read")


test_c()
test_template()
test_check()
done_testing()

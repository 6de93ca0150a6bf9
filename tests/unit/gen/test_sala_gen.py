#!/usr/bin/python3
"""The generator: every mistake that it must catch, and what it makes of
good declarations."""

import os
import re
import subprocess
import tempfile

from tap import done_testing, is_, like, ok

GEN = os.environ.get("SALA_BUILDDIR", ".") + "/gen/sala-gen"

RECORD = """--: record item
--:   id     int8
--:   title  text
"""
PAGE = """record page
  site_title  text
"""

# (what, file, its text, the line of the mistake, the message)
SQL_MISTAKES = [
    ("an unknown type", "--: record item\n--:   id  int9\n", 2,
     "int9 is no type and no record"),
    ("a type that is not a name", "--: record item\n--:   id  Int$\n", 2,
     "is no type"),
    ("a field without a type", "--: record item\n--:   id\n", 2,
     "id has no type"),
    ("words behind the type", "--: record item\n--:   id int8 not null\n", 2,
     "more words"),
    ("a record without fields", "--: record item\n", 1, "no fields"),
    ("words behind a record's name", "--: record item of\n--:  id int8\n", 1,
     "more words"),
    ("a record declared twice", RECORD + RECORD, 4,
     "item is already declared at .*a.sql:1"),
    ("a field declared twice", RECORD + "--:   id  int8\n", 4,
     "id is there twice"),
    ("a field that hides the count of a list",
     RECORD + "--:   tags  text[]\n--:   n_tags  int8\n", 5,
     "n_tags is there twice"),
    ("a field that hides the flag of another",
     RECORD + "--:   has_at  bool\n--:   at  time?\n", 5,
     "has_at is there twice"),
    ("a name with capitals", "--: record Item\n--:   id int8\n", 1,
     '"Item" is no name'),
    ("a field's name with a minus", "--: record item\n--:   the-id int8\n", 2,
     '"the-id" is no name'),
    ("a keyword of C as a record", "--: record struct\n--:   id int8\n", 1,
     "struct is a keyword of C"),
    ("a keyword of C as a field", "--: record item\n--:   default int8\n", 2,
     "default is a keyword of C"),
    ("a struct of the house", "--: record task\n--:   id int8\n", 1,
     "struct task is taken"),
    ("a record that looks like a query's arguments",
     "--: record q_x_args\n--:   id int8\n", 1, "struct q_x_args is taken"),
    ("int8[] as a field", "--: record item\n--:   ids int8[]\n", 2,
     "int8\\[\\] is a type of parameters only"),
    ("msg? as a field", "--: record item\n--:   m msg?\n", 2,
     "a msg may always be empty"),
    ("! on a msg", "--: record item\n--:   m msg!\n", 2,
     "! is for columns of queries only"),
    ("! on a parameter",
     "--: query a write none\n--:   m int8!\nDELETE FROM x WHERE a = :m;\n",
     2, "! is for columns of queries only"),
    ("more columns than there may be",
     "--: record a\n" + "".join(f"--:   a{i} int8\n" for i in range(65)) +
     "--: query b read one a\nSELECT * FROM x;\n", 67,
     "more than 64 columns"),
    ("a list that may be NULL",
     RECORD + "--: record a\n--:   items item[]?\n", 5, "no type|no \\?"),
    ("an unknown head", "--: table item\n--:   id int8\n", 1,
     '"table" is unknown'),
    ("a view in a .sql file", "--: view item post.html\n", 1,
     '"view" is unknown'),
    ("a field without a head", "--:   id int8\n", 1,
     "a field without a head"),
    ("a query without lane and shape",
     "--: query a\nSELECT 1;\n", 1, "a query is declared as"),
    ("an unknown lane", RECORD + "--: query a quick one item\nSELECT 1, 2;\n",
     4, "a query is declared as"),
    ("one without a record", "--: query a read one\nSELECT 1;\n", 1,
     "a query is declared as"),
    ("none with a record", RECORD + "--: query a read none item\nSELECT 1;\n",
     4, "a query is declared as"),
    ("an unknown record", "--: query a read one item\nSELECT 1;\n", 1,
     "item is no record"),
    ("a query declared twice",
     RECORD + "--: query a read one item\nSELECT id, title FROM x;\n"
     "--: query a read one item\nSELECT id, title FROM x;\n", 6,
     "a is already declared at .*a.sql:4"),
    ("a record with a msg as a row",
     "--: record a\n--:   m msg\n--: query b read one a\nSELECT m FROM x;\n",
     3, "no column can be a.m"),
    ("a record with a list of records as a row",
     RECORD + "--: record a\n--:   items item[]\n"
     "--: query b read one a\nSELECT items FROM x;\n",
     6, "no column can be a.items"),
    ("a query without a statement",
     RECORD + "--: query a read one item\n", 4, "query a has no statement"),
    ("a query without a statement before the next",
     RECORD + "--: query a read one item\n--: query b read one item\n"
     "SELECT id, title FROM x;\n", 4, "query a has no statement"),
    ("two statements in one query",
     "--: query a write none\nDELETE FROM x;\nDELETE FROM y;\n", 3,
     "query a has two statements"),
    ("SQL without a query", "SELECT 1;\n", 1, "SQL without a query"),
    ("SQL right behind a record", RECORD + "SELECT 1;\n", 4,
     "SQL without a query"),
    ("a field behind the statement",
     "--: query a write none\nDELETE FROM x;\n--:   id int8\n", 3,
     "a field without a head"),
    ("a statement without a semicolon",
     "--: query a write none\nDELETE FROM x\n", 2, "without its semicolon"),
    ("a declaration inside a statement",
     "--: query a write none\nDELETE FROM x\n--: query b write none\n"
     "DELETE FROM y;\n", 3, "is its semicolon missing"),
    ("a string that is not closed",
     "--: query a write none\nDELETE FROM x\nWHERE a = 'b;\n", 3,
     "a string that is not closed"),
    ("a quoted name that is not closed",
     '--: query a write none\nDELETE FROM "x;\n', 2,
     "a quoted name that is not closed"),
    ("a dollar-quoted string that is not closed",
     "--: query a write none\nDELETE FROM x WHERE a = $b$ $c$;\n", 2,
     "a string that is not closed"),
    ("a comment that is not closed",
     "--: query a write none\nDELETE /* /* */ FROM x;\n", 2,
     "a comment that is not closed"),
    ("a comment between queries that is not closed",
     RECORD + "/* and so on\n", 4, "a comment that is not closed"),
    ("brackets that do not match",
     "--: query a write none\nDELETE FROM x WHERE (a = b;\n", 2,
     "brackets that do not match"),
    ("a parameter that is not declared",
     "--: query a write none\n--:   id int8\nDELETE FROM x\n"
     "WHERE a = :id AND b = :idd;\n", 4, ":idd is not declared"),
    ("a parameter that is not used",
     "--: query a write none\n--:   id int8\n--:   b text\n"
     "DELETE FROM x WHERE a = :id AND b = ':b' -- :b\n;\n", 3,
     "query a does not use :b"),
    ("a parameter declared twice",
     "--: query a write none\n--:   id int8\n--:   id int8\n"
     "DELETE FROM x WHERE a = :id;\n", 3, "id is there twice"),
    ("a parameter by its number",
     "--: query a write none\nDELETE FROM x WHERE a = $1;\n", 2,
     "parameters are written :name"),
    ("a parameter with the name of an argument",
     "--: query a write none\n--:   out int8\nDELETE FROM x WHERE a = :out;\n",
     2, "no parameter can be called out"),
    ("a parameter with a keyword's name",
     "--: query a write none\n--:   int int8\nDELETE FROM x WHERE a = :int;\n",
     2, "int is a keyword of C"),
    ("a msg as parameter",
     "--: query a write none\n--:   m msg\nDELETE FROM x WHERE a = :m;\n", 2,
     "no parameter has this type"),
    ("a record as parameter",
     RECORD + "--: query a write none\n--:   m item\n"
     "DELETE FROM x WHERE a = :m;\n", 5, "no parameter has this type"),
    ("a list that may be NULL as parameter",
     "--: query a write none\n--:   m int8[]?\n"
     "DELETE FROM x WHERE a = ANY (:m);\n", 2, "a list cannot be NULL"),
    ("a list's count as another parameter",
     "--: query a write none\n--:   m int8[]\n--:   n_m int8\n"
     "DELETE FROM x WHERE a = ANY (:m) AND b = :n_m;\n", 3,
     "n_m is there twice"),
    ("a column too few",
     RECORD + "--: query a read one item\nSELECT id FROM x;\n", 4,
     "query a has 1 columns, record item has 2 fields"),
    ("a column too many",
     RECORD + "--: query a read one item\n"
     "SELECT id, title, max(a, b) FROM x;\n", 4,
     "query a has 3 columns, record item has 2 fields"),
    ("a column too many in RETURNING",
     RECORD + "--: query a write one item\n"
     "INSERT INTO x SELECT a, b FROM y RETURNING id, title, at;\n", 4,
     "query a has 3 columns"),
    ("columns in another order",
     RECORD + "--: query a read one item\nSELECT x.title, x.id FROM x;\n", 5,
     'column 1 of query a is "title", but of record item "id"'),
    ("a column by another name, behind WITH and DISTINCT",
     RECORD + "--: query a read one item\n"
     "WITH y AS (SELECT 1) SELECT DISTINCT ON (a, b) id,\n"
     "  upper(title) AS name FROM y;\n", 6,
     'column 2 of query a is "name", but of record item "title"'),
    ("RETURNING from a query that returns none",
     "--: query a write none\nDELETE FROM x RETURNING id;\n", 1,
     'declared "none"'),
    ("a write on the lane of reads",
     "--: query a read none\nDELETE FROM x;\n", 1, "query a writes, but"),
    ("a write hidden in a read",
     RECORD + "--: query a slow one item\n"
     "WITH y AS (INSERT INTO x DEFAULT VALUES RETURNING id, title)\n"
     "SELECT id, title FROM y;\n", 4, "query a writes, but"),
    ("a statement that is no query",
     "--: query a write none\nTRUNCATE x;\n", 1, "begins with none of"),
    ("a bulk one without a parameter",
     RECORD + "--: query a bulk one item\nSELECT id, title FROM x();\n",
     4, "a is bulk"),
    ("a bulk one with a list",
     RECORD + "--: query a bulk one item\n--:   m text[]\n"
     "SELECT id, title FROM x(:m);\n", 4, "a is bulk"),
    ("a bulk one without rows",
     "--: query a bulk none\n--:   m int8\nDELETE FROM x WHERE y = ANY (:m);\n",
     1, "a is bulk"),
]

VIEW_MISTAKES = [
    ("a view without a template", PAGE + "view post\n", 3,
     "view post names no template"),
    ("a template that is no file's name", PAGE + "view post post\n", 3,
     "is no template's name"),
    ("a template in another folder", PAGE + "view post a/post.html\n", 3,
     "is no template's name"),
    ("words behind the template", PAGE + "view post post.html too\n", 3,
     "more words"),
    ("a view without the record page", "view post post.html\n", 1,
     "view post needs the record page"),
    ("page that is not a record",
     "form page\n  a flag\nview post post.html\n", 3,
     "view post needs the record page"),
    ("a view with a field page", PAGE + "view post post.html\n  page text\n",
     4, "page is there twice"),
    ("a view and a record of one name",
     PAGE + "view post post.html\nrecord post\n  a text\n", 4,
     "post is already declared"),
    ("an unknown record in a view",
     PAGE + "view post post.html\n  item item?\n", 4,
     "item is no type and no record"),
    ("a view in a view",
     PAGE + "view a a.html\nview b b.html\n  a a\n", 5,
     "a is a view, not a record"),
    ("a list of forms",
     PAGE + "form f\n  a flag\nview b b.html\n  a f[]\n", 6,
     "no list of forms"),
    ("a query in a .view file", "query a read none\n", 1,
     '"query" is unknown'),
    ("a form without fields", "form f\n", 1, "f has no fields"),
    ("a form's field without a kind", "form f\n  a\n", 2,
     '"" is no kind of field'),
    ("an unknown kind of field", "form f\n  a number\n", 2,
     '"number" is no kind of field'),
    ("a limit that is no number", "form f\n  a line max many\n", 2,
     "max takes a number from 1 to"),
    ("a limit without its number", "form f\n  a line max\n", 2,
     "max takes a number"),
    ("a limit of nothing", "form f\n  a line max 0\n", 2,
     "max takes a number"),
    ("a negative limit", "form f\n  a line max -1\n", 2,
     "max takes a number"),
    ("a limit above what a request may have",
     "form f\n  a text max_bytes 99999999\n", 2, "max_bytes takes a number"),
    ("min above max", "form f\n  a password min 9 max 8\n", 2,
     "min 9 is more than max 8"),
    ("min above max_bytes", "form f\n  a text min 9 max_bytes 8\n", 2,
     "min 9 is more than max_bytes 8"),
    ("a text without a limit", "form f\n  a text required\n", 2,
     "a has no limit"),
    ("a limit on a flag", "form f\n  a flag max 3\n", 2,
     '"max" cannot stand here'),
    ("a minimum of a hidden field", "form f\n  a hidden min 2 max 3\n", 2,
     '"min" cannot stand here'),
    ("an option twice", "form f\n  a line max 3 max 4\n", 2,
     '"max" cannot stand here'),
    ("required twice", "form f\n  a flag required required\n", 2,
     '"required" cannot stand here'),
    ("a choice of one", "form f\n  a choice one\n", 2,
     "a choice has at least two names"),
    ("a choice twice", "form f\n  a choice one two one\n", 2,
     "the choice one stands twice"),
    ("a choice that is no name", "form f\n  a choice one 2\n", 2,
     'the choice "2" is no name'),
    ("a form's field called errors", "form f\n  errors flag\n", 2,
     "errors is there twice"),
    ("a form's field that hides an error",
     "form f\n  a_error flag\n  a flag\n", 3, "a_error is there twice"),
    ("a form's field that hides a choice",
     "form f\n  a choice b c\n  a_is_b flag\n", 3, "a_is_b is there twice"),
]

GOOD_SQL = """-- An item, as lists
-- show it.
--: record item
--:   id     int8
--:   title  text   -- as typed
--:   at     time?
--:   tags   text[]
--:   n      int4
--:   body   html?
--:   end_   bool?
--:   last   int8!

-- Everything that looks like a parameter but is none.
--: query tricky read many item
--:   id  int8
--:   q   text?
SELECT i.id, 'a'':x"' || E'\\':y' || $t$:z$t$ AS title, /* :c /* ; */ */
    "AT".at, tags[1:2] AS tags, n::int4, body,  -- :d ;
    a IS DISTINCT FROM b AS end_, last
FROM "x:y" WHERE id = :id AND (:q IS NULL OR title = :q);

--: query star write one item
INSERT INTO x VALUES (1) RETURNING *;

--: query many_arguments write none
--:   a  int8?
--:   b_ text?
--:   c  bool?
--:   d  html
--:   e  text[]
UPDATE x SET a = :a, b = :b_, c = :c, d = :d, e = :e;

--: query ids write none
--:   ids int8[]
--:   at  time
DELETE FROM x WHERE id = ANY (:ids) AND at < :at;

--: query seen read one item
--:   id       int8
--:   session  bytea
SELECT t.* FROM t LEFT JOIN viewer(:session) v ON true WHERE t.id = :id;

--: query seen_by_somebody read one item
--:   session  bytea
SELECT t.* FROM viewer(:session) v JOIN t ON t.owner = v.id;

--: query seen_and_noted write one item
--:   session  bytea
SELECT t.* FROM t LEFT JOIN viewer(:session) v ON true;
"""
GOOD_VIEW = PAGE + """
-- What item.html shows */ here.
view item_page item.html
  item     item?
  items    item[]
  form     item_form
view empty_page empty.html
form item_form
  title    line  required max 200
  kind     choice markdown html
  password password min 8 max 128
"""


def run(directory, files):
    """Writes the files, runs the generator over them in this order."""
    out = os.path.join(directory, "out")
    os.makedirs(out, exist_ok=True)
    paths = []
    for name, text in files:
        paths.append(os.path.join(directory, name))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.write(text)
    return subprocess.run([GEN, out] + paths, capture_output=True, text=True)


def mistake(name, text, what, line, message):
    """One mistake gives its message and nothing is written."""
    with tempfile.TemporaryDirectory() as directory:
        ran = run(directory, [(name, text)])
        good = ran.returncode == 1 and any(
            re.search(rf"/{re.escape(name)}:{line}: .*{message}", said)
            for said in ran.stderr.splitlines())
        ok(good and not os.listdir(f"{directory}/out"), what)
        if not good:
            print(f"# status {ran.returncode}: {ran.stderr}")


for what_, text_, line_, message_ in SQL_MISTAKES:
    mistake("a.sql", text_, what_, line_, message_)
for what_, text_, line_, message_ in VIEW_MISTAKES:
    mistake("a.view", text_, what_, line_, message_)

with tempfile.TemporaryDirectory() as d:
    is_(run(d, [("a.txt", "")]).returncode, 1, "a file of another kind")
    is_(run(d, [("a.sql", "--: record a\n--:  b int8\n\0")]).returncode, 1,
        "a NUL byte")
    is_(subprocess.run([GEN], capture_output=True).returncode, 1,
        "no arguments")
    is_(subprocess.run([GEN, d, d + "/none.sql"],
                       capture_output=True).returncode, 1, "no such file")
    two = run(d, [("a.sql", "--: record a\n--:  b int9\n--:  b text\n")])
    is_(len(two.stderr.splitlines()), 2, "all mistakes are shown at once")

with tempfile.TemporaryDirectory() as d:
    is_(run(d, []).returncode, 0, "no declarations at all are fine")
    is_(sorted(os.listdir(d + "/out")),
        ["queries.c", "queries.h", "records.c", "records.h"],
        "and give all four files")

with tempfile.TemporaryDirectory() as d:
    ran_ = run(d, [("b.view", GOOD_VIEW), ("a.sql", GOOD_SQL)])
    is_((ran_.returncode, ran_.stderr), (0, ""), "good declarations")

    def read(name):
        """A file that was made."""
        with open(f"{d}/out/{name}", encoding="utf-8") as file:
            return file.read()

    def squeezed(name):
        """The same with every run of space as one blank."""
        return " ".join(read(name).split())

    like(squeezed("records.h"), re.escape(
        "/* * An item, as lists * show it. */ struct item { int64_t id; "
        "struct str title; int64_t at; bool has_at; struct str *tags; "
        "size_t n_tags; int64_t n; struct html body; bool end_; "
        "bool has_end_; int64_t last; };"), "a record is a struct, with its comment")
    like(squeezed("records.h"), re.escape(
        "struct item_page { struct page page; struct item *item; "
        "struct item *items; size_t n_items; struct item_form *form; };"),
        "a view begins with the page")
    ok("*/ here" not in read("records.h"), "a comment cannot be ended early")
    like(squeezed("records.h"),
         "enum view_id { VIEW_ITEM_PAGE, VIEW_EMPTY_PAGE, N_VIEWS }",
         "views are numbered")
    like(squeezed("records.h"), re.escape(
        "struct str kind; bool kind_is_markdown; bool kind_is_html; "
        "struct msg kind_error;"), "a choice has a bool for each")
    ok('"password",' not in read("records.c").split("item_form_inputs")[0],
       "templates do not see a password")
    like(read("queries.c"), re.escape(
        "'a'':x\\\"' || E'\\\\':y' || $t$:z$t$ AS title,"),
        "literals stay as they are")
    like(read("queries.c"), re.escape('tags[1:2] AS tags, n::int4, body'),
         "slices and casts, too")
    like(read("queries.c"), re.escape('"FROM \\"x:y\\" WHERE id = $1 AND '
         '($2 IS NULL OR title = $2)"'), "parameters are numbered")
    ok("/*" not in read("queries.c").split("statements[]")[1] and
       ":d" not in read("queries.c"), "comments are dropped")
    like(squeezed("queries.c"), r"item_record, .sure = 0x80u",
         "columns that are surely there")
    like(squeezed("queries.h"), re.escape(
        "void q_tricky(struct db_batch *b, int64_t id, struct str q, "
        "struct item **rows, size_t *n_rows);"), "many rows")
    like(squeezed("queries.h"), re.escape(
        "struct q_many_arguments_args { const int64_t *a; struct str b_; "
        "const bool *c; struct html d; const struct str *e; size_t n_e; }; "
        "void q_many_arguments(struct db_batch *b, "
        "const struct q_many_arguments_args *args);"),
        "more than four parameters come in a struct")
    like(squeezed("queries.h"), re.escape(
        "void q_ids(struct db_batch *b, const int64_t *ids, size_t n_ids, "
        "int64_t at);"), "a list and its length")

    like(squeezed("queries.c"),
         r'"seen", .{0,80}LEFT JOIN viewer\(\$2\) v ON true.{0,200}'
         r'"seen_nobody", .{0,80}FROM t CROSS JOIN nobody\(\) v WHERE t.id = \$1',
         "who may be nobody has two forms")
    like(squeezed("queries.c"), r"q_seen\(.{0,300}"
         r"statements\[\d+ \+ \(session.len == 0\)\]",
         "of which the session chooses one")
    is_(read("queries.c").count("nobody()"), 1, "others have not")

    before = {n: os.stat(f"{d}/out/{n}").st_mtime_ns
              for n in os.listdir(d + "/out")}
    run(d, [("b.view", GOOD_VIEW), ("a.sql", GOOD_SQL)])
    is_({n: os.stat(f"{d}/out/{n}").st_mtime_ns for n in before}, before,
        "files that would not change are left alone")
    run(d, [("b.view", GOOD_VIEW + "  x flag\n"), ("a.sql", GOOD_SQL)])
    ok(os.stat(f"{d}/out/records.h").st_mtime_ns != before["records.h"] and
       os.stat(f"{d}/out/queries.h").st_mtime_ns == before["queries.h"],
       "and only the others are written")

done_testing()

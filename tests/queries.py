"""The declared statements of sql/queries, for tests written in Python.

    q = queries.load()
    rows = queries.run(cursor, q["post_by_id"], id=1, session=b"")

The generator reads the same files; this reads only as much as tests need.
"""

import glob
import os
import re

TOP = os.environ.get("SALA_SRCDIR",
                     os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MIGRATIONS = "sql/migrations/*.sql"
REPEATED = ["visible", "views", "derive", "write-accounts", "write-blogs",
            "write-posts", "write-comments", "write-communities",
            "write-memberships", "grants"]

PG_TYPES = {"bool": "boolean", "int4": "integer", "int8": "bigint",
            "text": "text", "html": "text", "time": "timestamptz",
            "bytea": "bytea", "text[]": "text[]", "int8[]": "bigint[]"}


class Query:
    """One declared statement."""

    def __init__(self, name, lane, rows, record, where):
        self.name, self.lane, self.rows, self.record = name, lane, rows, record
        self.where = where
        self.params = []                # (name, type, nullable)
        self.sql = ""

    @property
    def writes(self):
        return self.lane in ("write", "bulk")

    def numbered(self):
        """The statement with $1, $2, … for its parameters."""
        names = [name for name, _, _ in self.params]
        return re.sub(r"(?<!:):([a-z_][a-z0-9_]*)",
                      lambda m: f"${names.index(m.group(1)) + 1}", self.sql)

    def types(self):
        many = "[]" if self.lane == "bulk" else ""
        return [PG_TYPES[kind] + many for _, kind, _ in self.params]


def schema_files():
    """All files that make the schema, in their order."""
    files = sorted(glob.glob(os.path.join(TOP, MIGRATIONS)))
    return files + [os.path.join(TOP, "sql", name + ".sql")
                    for name in REPEATED]


def migrate(connection):
    """Makes the schema in an empty database, as its owner."""
    cursor = connection.cursor()
    cursor.execute("SET search_path = public, pg_temp;"
                   "SET client_min_messages = warning")
    for name in schema_files():
        with open(name, encoding="utf-8") as f:
            cursor.execute(f.read())


def _field(words, where):
    if len(words) != 2:
        raise ValueError(f"{where}: a name and a type are wanted")
    kind = words[1]
    nullable = kind.endswith("?")
    return words[0], kind.rstrip("?!"), nullable


def _read(name, records, found):
    current, fields = None, None
    with open(name, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            where = f"{name}:{number}"
            if line.startswith("--:"):
                words = line[3:].split(" --")[0].split()
                if words[0] == "record":
                    current, fields = None, records.setdefault(words[1], [])
                elif words[0] == "query":
                    record = words[4] if len(words) > 4 else None
                    current = Query(words[1], words[2], words[3], record,
                                    where)
                    fields = current.params
                    found[words[1]] = current
                else:
                    fields.append(_field(words, where))
            elif not line.startswith("--") and line.strip():
                current.sql += line


def load():
    """All queries by name, and all records by name (fields in order)."""
    records, found = {}, {}
    for name in sorted(glob.glob(os.path.join(TOP, "sql/queries/*.sql"))):
        _read(name, records, found)
    return found, records


def prepare_all(cursor, found):
    """Prepares each on this connection, once, under its own name."""
    for query in found.values():
        types = query.types()
        declared = f" ({', '.join(types)})" if types else ""
        cursor.execute(f"PREPARE {query.name}{declared} AS "
                       f"{query.numbered()}")


def call(query, values):
    """EXECUTE for it, and the arguments in the order of its parameters."""
    unknown = set(values) - {name for name, _, _ in query.params}
    if unknown:
        raise TypeError(f"{query.name} has no parameter {unknown}")
    marks = ", ".join(f"%s::{kind}" for kind in query.types())
    arguments = []
    for name, _, nullable in query.params:
        if name not in values and not nullable:
            raise TypeError(f"{query.name} wants {name}")
        value = values.get(name)
        arguments.append([value] if query.lane == "bulk" else value)
    return f"EXECUTE {query.name}" + (f" ({marks})" if marks else ""), arguments


def run(cursor, query, **values):
    """Runs it; rows as dicts, one dict or None for `one`."""
    statement, arguments = call(query, values)
    cursor.execute(statement, arguments or None)
    if cursor.description is None:
        return None
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row)) for row in cursor.fetchall()]
    if query.rows == "one":
        return rows[0] if rows else None
    return rows

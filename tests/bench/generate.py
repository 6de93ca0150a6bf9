#!/usr/bin/python3
"""Fills an empty, migrated database with a community of any size.

    tests/bench/generate.py --posts 100000 URL

URL is the owner's. See generate.sql for what is made; afterwards the tables
are vacuumed and analysed, as those of a database are that has been there for
a while.
"""

import argparse
import os
import sys

import psycopg2

SQL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.sql")


def generate(connection, posts):
    """Fills the database of this connection, which is in autocommit mode."""
    cursor = connection.cursor()
    cursor.execute("SET client_min_messages = warning;"
                   "SET search_path = public, pg_temp;"
                   "SET synchronous_commit = off; SET jit = off")
    cursor.execute("SELECT set_config('bench.posts', %s, false)",
                   (str(posts),))
    with open(SQL, encoding="utf-8") as file:
        cursor.execute(file.read())
    cursor.execute("VACUUM ANALYZE")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("url")
    arguments = parser.parse_args()
    if arguments.posts < 1000:
        sys.exit("at least 1,000 posts")
    connection = psycopg2.connect(arguments.url)
    connection.autocommit = True
    generate(connection, arguments.posts)


if __name__ == "__main__":
    main()

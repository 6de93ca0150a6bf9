"""What is made anew, against PostgreSQL asked by pgbench."""

import random
import re
import subprocess
import urllib.parse

import load
import queries
import stage
from load import NONCE, Wrk, get
from table import Row, least

# Posts of the first 1,000 that are neither drafts nor deleted.
IDS = [n for n in range(1, 1000) if n % 50]
PICK = "\\set id 1 + 50 * random(0, 19) + random(0, 48)\n"
SIGNED_OUT = "''::bytea"

# What the page of a post asks, signed out and signed in.
POST_PAGE = ["post_by_id", "communities_by_post", "post_neighbours",
             "comments_by_post"]
COMMENT = "Thank you, we did *the same* here, with http://example.org/ [{}]"


def statement(name, **values):
    """A declared statement as pgbench sends it, with these values."""
    query = queries.load()[0][name]
    absent = {param: f"NULL::{kind}" for (param, _, _), kind
              in zip(query.params, query.types())}
    text = re.sub(r"(?<!:):([a-z_][a-z0-9_]*)",
                  lambda m: values.get(m.group(1), absent[m.group(1)]),
                  query.sql)
    return " ".join(text.split())


def pipelined(statements, before=""):
    """All of them in one round trip."""
    return (before + "\\startpipeline\n" + "\n".join(statements) +
            "\n\\endpipeline\n")


def _post_statements(session):
    """Signed out, they are asked in the generator's form for nobody."""
    asked = [statement(name, id=":id::int8", post_id=":id::int8",
                       session=session) for name in POST_PAGE]
    return [sql.replace(f"LEFT JOIN viewer({SIGNED_OUT}) v ON true",
                        "CROSS JOIN nobody() v") for sql in asked]


def _session(number):
    return (f"sha256('{stage.member_cookie(number)}'::bytea)")


def signed_in(path, number=0):
    return get(path, cookie=f"session={stage.member_cookie(number)}")


def _best(measure, clients=(4, 8, 16)):
    """The number of clients that pgbench is quickest with."""
    return max(clients, key=lambda n: measure(n, 1).rps)


def _against_pgbench(st, server, requests, script=None):
    """A Sala without its cache, and pgbench at its best."""
    at, watch = st.pgbench_at(server.database), st.postgres

    def theirs(clients, seconds):
        return load.pgbench(at, script, clients, seconds, watch)
    clients = _best(theirs)
    return st.duel(
        lambda: load.wrk(server.url, requests, seconds=st.seconds,
                         watch=server.watch + watch),
        lambda: theirs(clients, st.seconds))


def one_row(st):
    """A page that asks for one row, not kept."""
    server = st.sala(cached=False)
    load_pgbench_tables(st, server)
    requests = [signed_in("/language", n) for n in range(500)]
    ours, theirs = _against_pgbench(st, server, requests)
    yield Row("page of one row, not cached", "pgbench -S -M prepared",
              ours, theirs, goals=[least("rps", 0.85)])
    same = pipelined([statement("viewer", session=_session(1))])
    ours, theirs = _against_pgbench(st, server, requests, same)
    yield Row("page of one row, not cached", "pgbench, the same statement",
              ours, theirs)


def load_pgbench_tables(st, server):
    """pgbench -S asks for one of 100,000 accounts."""
    at = st.pgbench_at(server.database)
    subprocess.run([at["pgbench"], "-i", "-q", "-h", at["host"], "-p",
                    str(at["port"]), "-U", at["user"], at["name"]],
                   check=True, capture_output=True)


def post_page(st):
    """The page of a post with its comments, not kept; and signed in."""
    server = st.sala(cached=False)
    out = [get(f"/p/{n}-p{n}") for n in IDS]
    into = [signed_in(f"/p/{n}-p{n}", n) for n in IDS]
    ours, theirs = _against_pgbench(
        st, server, out, pipelined(_post_statements(SIGNED_OUT), PICK))
    yield Row("page of a post, not cached",
              "pgbench, the same statements pipelined", ours, theirs,
              goals=[least("rps", 0.8)])
    ours, theirs = _against_pgbench(
        st, server, into,
        pipelined([statement("viewer", session=_session(1))] +
                  _post_statements(_session(1)), PICK))
    yield Row("page of a post, signed in",
              "pgbench, the same statements pipelined", ours, theirs,
              goals=[least("rps", 0.8)])


# -- comments

def comments(posts, members=range(stage.MEMBERS)):
    """Requests that write a comment, each by another member."""
    made = []
    for turn, number in enumerate(members):
        cookie = stage.member_cookie(number)
        where = posts[turn % len(posts)]
        fields = urllib.parse.urlencode({
            "csrf": stage.form_token(cookie), "body": COMMENT.format(turn)})
        made.append(load.post(f"/p/{where}/comment",
                              f"{fields}&nonce={NONCE}",
                              cookie=f"session={cookie}"))
    return made


def _written(st, server, requests, **options):
    """A run of comments; each that was answered must be there."""
    def count():
        return st.cluster.query("SELECT count(*) FROM comment",
                                database=server.database)[0][0]
    before = count()
    run = Wrk(server.url, requests, seconds=st.seconds,
              watch=server.watch + st.postgres, **options)
    sample = run.result()
    made = count() - before
    if made < 0.9 * sample.rps * st.seconds:
        raise RuntimeError(f"{made} comments were written in {st.seconds} s,"
                           f" {sample.rps:.0f}/s were answered")
    return sample


INSERT = """
CREATE TABLE IF NOT EXISTS bench_comment
    (LIKE comment INCLUDING ALL);
"""


def comment_post(st):
    """A comment, durable, with all that belongs to it."""
    server = st.sala(copy="writes")
    st.cluster.query(INSERT, database=server.database)
    script = (PICK + "INSERT INTO bench_comment (post, blog, author, state,"
              " source, html, excerpt) VALUES (:id, 1, 1, 'visible',"
              " 'Thank you, we did *the same* here',"
              " '<p>Thank you, we did <em>the same</em> here</p>',"
              " 'Thank you, we did the same here');")
    requests = comments(IDS)
    at = st.pgbench_at(server.database)
    ours, theirs = st.duel(
        lambda: _written(st, server, requests),
        lambda: load.pgbench(at, script, 16, st.seconds, st.postgres))
    yield Row("comment POST, durable, Markdown in a scribe",
              "pgbench, bare insert, 16 connections", ours, theirs,
              goals=[least("rps", 1.0)])


def hot_post(st):
    """Everybody writes to one post."""
    server = st.sala(copy="writes")
    spread, hot = comments(IDS), comments([501])
    random.shuffle(spread)
    ours, theirs = st.duel(lambda: _written(st, server, hot),
                           lambda: _written(st, server, spread))
    yield Row("comments to one hot post", "spread over all posts",
              ours, theirs, goals=[least("rps", 0.9)])


def hits_during_writes(st):
    """Kept pages while comments arrive."""
    server = st.sala(copy="writes")
    requests = [get("/")] + [get(f"/p/{n}-p{n}") for n in IDS[:200]]

    def read():
        return load.wrk(server.url, requests, seconds=st.seconds,
                        watch=server.watch)

    def read_while_writing():
        # Ten writers, each waiting 100 ms between two comments.
        writers = Wrk(server.url, comments(IDS), seconds=st.seconds + 1,
                      connections=10, threads=1, delay_ms=100)
        sample = read()
        writers.result()
        return sample
    read()
    ours, theirs = st.duel(read_while_writing, read)
    yield Row("cached pages while 100 comments/s arrive", "none arriving",
              ours, theirs, goals=[least("rps", 0.9)])


LINES = {"onerow": one_row, "post": post_page, "comment": comment_post,
         "hot": hot_post, "mixed": hits_during_writes}

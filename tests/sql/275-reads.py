#!/usr/bin/python3
"""How often posts are read: many counts by one statement, which leaves the
posts alone."""

import json

import queries
from tap import done_testing, is_, ok
from world import World


def counts(w):
    return dict(w.sql("SELECT post, n FROM post_reads"))


def adding(w, ann, blog):
    """Counts add up, of what strangers can see."""
    first, second = (w.post(ann, blog, title) for title in ("One", "Two"))
    draft = w.post(ann, blog, "Draft", publish=False)
    gone = w.post(ann, blog, "Gone")
    w.q("post_delete", session=ann, id=gone)
    posts = [second, draft, gone, 10**9, first]
    w.q("reads_add", posts=posts, counts=[2, 3, 4, 5, 6])
    is_(counts(w), {first: 6, second: 2},
        "no count for a draft, a deleted post, or one that never was")
    w.q("reads_add", posts=[first], counts=[1])
    is_(counts(w), {first: 7, second: 2}, "counts add up")
    w.q("reads_add", posts=[], counts=[])
    is_(counts(w), {first: 7, second: 2}, "nothing may be nothing")
    is_(w.q("post_by_id", id=first)["n_reads"], 7, "the post's page tells")
    is_({row["id"]: row["n_reads"] for row in w.q("posts_latest")},
        {first: 7, second: 2}, "and so do lists")
    is_({row["id"]: row["n_reads"] for row in w.q("posts_mine", session=ann)},
        {first: 7, second: 2}, "and the author's own list")
    is_(w.q("drafts_mine", session=ann)[0]["n_reads"], 0, "no draft is read")
    return first, second


def two_at_once(w, first, second):
    """Two workers write the same posts, named in two orders."""
    one, other = w.cursor("sala"), w.cursor("sala")
    queries.prepare_all(other, w.queries)
    before = counts(w)
    one.execute("BEGIN")
    queries.prepare_all(one, w.queries)
    w.q("reads_add", cursor=one, posts=[second, first], counts=[1, 1])
    other.execute("SET lock_timeout = '100ms'")
    try:
        w.q("reads_add", cursor=other, posts=[first, second], counts=[1, 1])
        code = None
    except Exception as error:  # pylint: disable=broad-except
        code = error.pgcode
    is_(code, "55P03", "the second waits at the first row of both")
    one.execute("COMMIT")
    w.q("reads_add", cursor=other, posts=[first, second], counts=[1, 1])
    is_(counts(w), {post: n + 2 for post, n in before.items()},
        "and then adds to what the first has written")


def cost(w, first, second):
    """Neither the posts nor any index is written to."""
    stat = ("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables "
            "WHERE relname = %s")
    where = "SELECT xmin::text, ctid::text FROM post ORDER BY id"
    posts = w.sql(where)
    for _ in range(5):
        w.q("reads_add", posts=[first, second], counts=[1, 1])
    is_(w.sql(where), posts, "no post was touched")
    w.app.execute("SELECT pg_stat_force_next_flush()")
    done, hot = w.sql(stat, "post_reads")[0]
    is_((done >= 10, hot), (True, done), "all updates were HOT")
    statement, values = queries.call(w.queries["reads_add"], {
        "posts": list(range(1, 500)), "counts": [1] * 499})
    w.app.execute("BEGIN")
    w.app.execute("EXPLAIN (FORMAT JSON) " + statement, values)
    plan = w.app.fetchone()[0]
    w.app.execute("ROLLBACK")
    plan = plan if isinstance(plan, list) else json.loads(plan)
    ok('"LockRows"' not in json.dumps(plan), "no post is locked")


with World() as w:
    ann = w.member("ann")
    one, two = adding(w, ann, w.blog(ann, "anns"))
    two_at_once(w, one, two)
    cost(w, one, two)

done_testing()

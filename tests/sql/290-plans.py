#!/usr/bin/python3
"""Every list costs the same in a big community as in a small one.

All statements that read are explained on two databases, one of 1,000 posts
and one of SALA_TEST_POSTS (20,000; a whole run takes 100,000), for what is
most popular there, first page and a page from the middle. In the big one no
table that grows is read from end to end, and the number of blocks that a
statement touches is about that of the small one. Blocks, not time: time
depends on the hour.
"""

import json
import os
import sys

import queries
from tap import diag, done_testing, is_, ok
from world import World

sys.path.insert(0, os.path.join(queries.TOP, "tests", "bench"))
from generate import generate                     # noqa: E402

BIG = int(os.environ.get("SALA_TEST_POSTS", "20000"))

# Statements that look at whole small tables, on their own lane.
SLOW = {"site_stats", "admin_accounts"}

# Statements that look into each blog of the communities that one moderates.
MODERATING = {"comments_held"}

# Statements that look up so many rows, however many there are, to pick a few.
PICKING = {"posts_read": 50}

# What each named thing is in the generated community.
KEYS = {"tag_key": "แท็ก0", "login_key": "m5", "up_to": 10**9}
SLUGS = {"community": "c1", "blog": "b1"}


def slug_for(query):
    return SLUGS["community" if "community_slug" in query.sql else "blog"]


def cursors(w):
    """Places in the middle of everything, by age."""
    at, number = w.sql("SELECT published_at, id FROM post WHERE shown "
                       "ORDER BY id OFFSET (SELECT count(*) / 2 FROM post) "
                       "LIMIT 1")[0]
    return {"before_at": at, "before_id": number, "after_id": None}


def arguments(w, query, middle):
    """For one run of a query."""
    facts = {"session": w.one("SELECT token_hash FROM session "
                              "WHERE account = 4"),
             "slug_key": slug_for(query),
             "id": w.facts["membership" if "membership" in query.name
                           else "comment" if query.name == "comment_by_id"
                           else "post"],
             "post_id": w.facts["hot"], **KEYS}
    if middle:
        facts.update(cursors(w))
        if "before_at" not in dict.fromkeys(p for p, _, _ in query.params):
            facts["before_id"] = 10**9
    return {name: facts.get(name) for name, _, _ in query.params}


def explain(w, query, middle):
    """The plan, warm."""
    statement, values = queries.call(query, arguments(w, query, middle))
    for _ in range(2):
        w.app.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement,
                      values or None)
        plan = w.app.fetchone()[0]
    plan = plan if isinstance(plan, list) else json.loads(plan)
    return plan[0]["Plan"]


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def blocks(plan):
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def scans(plan, large):
    """What the plan reads from end to end, or sorts too much of."""
    found = []
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Actual Loops"] \
                and node["Relation Name"] in large:
            found.append("Seq Scan on " + node["Relation Name"])
        if node["Node Type"] == "Sort" and node["Actual Rows"] > 600:
            found.append(f"Sort of {node['Actual Rows']}")
        if node.get("Rows Removed by Filter", 0) > 600:
            found.append(f"{node['Node Type']} drops "
                         f"{node['Rows Removed by Filter']}")
    return found


def moderated(w):
    return 12 * w.one("SELECT count(*) FROM membership m "
                     "JOIN community_moderator cm USING (community) "
                     "WHERE cm.account = 4 AND m.state = 'approved'")


def look(small, big, name):
    query = big.queries[name]
    paged = any(p in ("before_at", "before_id", "after_id")
                for p, _, _ in query.params)
    for middle in [False, True] if paged else [False]:
        place = ", from the middle" if middle else ""
        plan = explain(big, query, middle)
        is_(scans(plan, big.large), [], f"{name}{place}: index scans only")
        a, b = blocks(explain(small, query, middle)), blocks(plan)
        bound = max(2 * a, 30 * plan["Actual Rows"] + 60
                    + (moderated(big) if name in MODERATING else 0)
                    + 4 * PICKING.get(name, 0))
        good = ok(b <= bound, f"{name}{place}: {b} blocks for "
                  f"{plan['Actual Rows']} rows, {a} in the small one")
        if not good:
            diag(json.dumps(plan, indent=1, default=str)
                 if os.environ.get("SALA_TEST_VERBOSE") else
                 "SALA_TEST_VERBOSE=1 shows the plan")


def settle(w, posts):
    """Fills it, and remembers who and what is popular."""
    generate(w.owner.connection, posts)
    w.sql("UPDATE account SET role = 'admin' WHERE id = 4")
    # Nobody has looked at the dashboard yet.
    w.sql("UPDATE account SET answers_read_at = '-infinity'")
    w.large = {r[0] for r in w.sql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpages > 8")}
    w.facts = {
        "hot": w.one("SELECT id FROM post WHERE shown "
                     "ORDER BY n_comments DESC LIMIT 1"),
        "post": w.one("SELECT id FROM post WHERE shown AND blog = 1 "
                      "ORDER BY id OFFSET 9 LIMIT 1"),
        "membership": w.one("SELECT max(id) FROM membership WHERE state = "
                            "'approved' AND community = 1"),
        "comment": w.one("SELECT max(id) FROM comment "
                         "WHERE state = 'visible'")}


with World() as small, World() as big:
    settle(small, 1000)
    settle(big, BIG)
    is_(big.derived_wrong()[:3], [], "the generator derives what triggers do")
    for name, query in big.queries.items():
        if not query.writes and name not in SLOW:
            look(small, big, name)

done_testing()

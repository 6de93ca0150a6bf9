#!/usr/bin/python3
"""The demonstration content loads, and everything derived follows from it."""

import queries
from tap import done_testing, is_, like, ok
from world import World

with World() as w:
    with open(f"{queries.TOP}/sql/demo.sql", encoding="utf-8") as file:
        text = file.read()
    connection = w.owner.connection
    connection.autocommit = False
    w.owner.execute(text)
    connection.commit()
    connection.autocommit = True

    is_(w.derived_wrong(), [], "everything derived follows")
    is_(w.sql("SELECT (SELECT count(*) FROM account), "
              "(SELECT count(*) FROM blog), (SELECT count(*) FROM community),"
              "(SELECT count(*) FROM post WHERE shown)"),
        [(6, 6, 3, 25)], "6 members, 6 blogs, 3 communities, 25 posts")
    is_(w.sql("SELECT login FROM account WHERE login NOT LIKE 'demo-%%' OR "
              "pen_name !~ 'ตัวอย่าง|demo' OR password LIKE '$%%' OR "
              "role = 'admin'"), [],
        "everybody says to be invented, and cannot sign in")
    is_(w.sql("SELECT id FROM post WHERE published_at > now() OR "
              "bumped_at < published_at"), [], "nothing is from the future")
    is_(w.sql("SELECT count(*) FROM comment c JOIN post p ON p.id = c.post "
              "WHERE c.created_at < p.published_at"), [(0,)],
        "no comment is older than its post")
    is_(w.sql("SELECT p.id FROM post p JOIN (SELECT id, lag(published_at) "
              "OVER (ORDER BY id) AS before FROM post) x USING (id) "
              "WHERE p.published_at < x.before"), [], "ids grow with time")

    mali = w.q("account_secret", login_key="demo-mali")
    session = b"\1" * 32
    w.q("session_create", token_hash=session, account_id=mali["id"])
    rows = w.q("applications", slug_key="ชุมชนคุณอํานวย", session=session)
    is_([r["state"] for r in rows], ["applied"], "an application waits")
    is_(w.q("viewer", session=session)["n_unread"], 1,
        "and its moderators are told")
    is_([(r["title"]) for r in w.q("application_posts", session=session,
                                   slug_key="ชุมชนคุณอํานวย")],
        ["วันแรกที่ลองเขียน"], "with what its blog has written")
    ok(len(w.q("posts_latest")) == 21, "the home page is full")
    ok(len(w.q("posts_older")) >= 3, "there are older posts to find again")
    is_(len(w.q("posts_commented")), 8, "and comments")
    for slug in "ชุมชนคุณอํานวย", "เรียนรู้จากชุมชน", "small-libraries":
        ok(len(w.q("feed_community", slug_key=slug)) >= 4,
           f"{slug} has a feed")
    like(w.q("feed_authority")["value"], r"^[0-9a-f]{32}\.invalid,20\d\d$",
         "its feeds are nobody's host's")
    is_(w.q("feed_authority_propose",
            authority="km.example,2026")["value"], "km.example,2026",
        "until the site has a name")

done_testing()

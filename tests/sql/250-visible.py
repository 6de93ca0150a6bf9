#!/usr/bin/python3
"""The matrix of seeing: every thing in every state, by every way out.

A row says who may see it; everybody is asked in every query that could show
it. A query that reads posts or comments and is in no list below fails the
test, so that a new way out cannot be forgotten.
"""

import re

from tap import done_testing, is_
from world import NOBODY, World

EVERYBODY = {"nobody", "other", "author", "coauthor", "owner", "moderator",
             "admin", "disabled"}
BODY = "secret body"
ELSEWHERE = {"posts_older", "application_posts", "post_neighbours"}


def cast(w):
    people = {who: w.member(who) for who in EVERYBODY - {"nobody", "admin"}}
    people["admin"] = w.member("admin", admin=True)
    people["nobody"] = NOBODY
    w.q("account_set_state", session=people["admin"],
        account_id=people["disabled"].id, state="disabled")
    w.community(people["moderator"], "circle")
    return people


def blog_of(w, people, slug):
    blog = w.blog(people["owner"], slug)
    for login in "author", "coauthor":
        w.q("blog_author_set", session=people["owner"], slug_key=slug,
            login_key=login, role="author")
    w.join(people["owner"], blog, people["moderator"], "circle")
    return blog


def things(w, people):
    """One post in each state; who may see it on its page, and in lists."""
    blog, gone = blog_of(w, people, "blog"), blog_of(w, people, "gone")
    made = {}

    def post(state, where, publish):
        made[state] = w.q(
            "post_create", session=people["author"], blog_id=where,
            title=state, slug=state, kind="markdown", source=BODY, body=BODY,
            excerpt=BODY, summary=BODY, tags=[state], tag_keys=["tag"],
            publish=publish)["id"]
        return made[state]

    post("draft", blog, False)
    post("published", blog, True)
    w.q("post_delete", session=people["author"], id=post("deleted", blog,
                                                         True))
    w.q("post_delete", session=people["author"],
        id=post("deleted draft", blog, False))
    post("of a deleted blog", gone, True)
    post("draft in a deleted blog", gone, False)
    w.q("blog_delete", session=people["owner"], slug_key="gone")
    for number in made.values():
        for state in "visible", "held", "hidden":
            w.sql("INSERT INTO comment (post, blog, author, guest_name, "
                  "state, source, html) SELECT id, blog, NULL, 'Guest', %s, "
                  "'x', 'x' FROM post WHERE id = %s", state, number)
        w.sql("INSERT INTO comment (post, blog, author, state, source, html)"
              " SELECT id, blog, %s, 'visible', 'x', 'x' FROM post"
              " WHERE id = %s", people["coauthor"].id, number)
        w.sql("UPDATE post SET n_comments = 1 WHERE id = %s", number)
        w.sql("SELECT discussed_derive(ARRAY[%s::bigint])", number)
        w.sql("INSERT INTO post_reads VALUES (%s, 9)", number)
    w.sql("UPDATE account SET answers_read_at = '-infinity'")
    page = {"published": EVERYBODY, "draft": {"author"},
            "draft in a deleted blog": {"author"}}
    lists = {"published": EVERYBODY}
    return made, page, lists


def ways(w):
    """Every query that shows posts, by name: those of a post's own page and
    those of lists. A call (who, post) returns the ids of posts that it shows.
    """
    def ids(rows, column="id"):
        return {r[column] for r in rows if r}

    def single(name, column="id"):
        return lambda who, n: ids([w.q(name, session=who, id=n)], column)

    def listed(name, **given):
        return lambda who, n: ids(w.q(name, **given))

    page = {
        "post_by_id": single("post_by_id"),
        "comments_by_post": lambda who, n: ids(w.q(
            "comments_by_post", session=who, post_id=n), "post_id"),
        "comment_by_id": lambda who, n: ids([w.q(
            "comment_by_id", session=who, id=c)
            for (c,) in w.sql("SELECT id FROM comment WHERE post = %s "
                              "AND state = 'visible'", n)], "post_id"),
    }
    lists = {
        "posts_latest": listed("posts_latest"),
        "posts_by_blog": lambda who, n: ids(
            w.q("posts_by_blog", slug_key="blog") +
            w.q("posts_by_blog", slug_key="gone")),
        "posts_by_member": listed("posts_by_member", login_key="author"),
        "posts_by_community": listed("posts_by_community", slug_key="circle"),
        "posts_by_tag": listed("posts_by_tag", tag_key="tag"),
        "posts_commented": listed("posts_commented"),
        "posts_read": listed("posts_read"),
        "feed_site": listed("feed_site"),
        "feed_blog": lambda who, n: ids(w.q("feed_blog", slug_key="blog") +
                                        w.q("feed_blog", slug_key="gone")),
        "feed_community": listed("feed_community", slug_key="circle"),
        "feed_tag": listed("feed_tag", tag_key="tag"),
        "feed_comments": lambda who, n: ids(
            w.q("feed_comments", post_id=n), "post_id"),
        "feed_of_post": lambda who, n: (
            {n} if w.q("feed_of_post", id=n) else set()),
        "communities_by_post": lambda who, n: (
            {n} if w.q("communities_by_post", id=n) else set()),
    }
    return page, lists


def matrix(w, people, made, page, lists):
    page_ways, list_ways = ways(w)
    for state, number in made.items():
        for name, way in page_ways.items():
            seen = {who for who, person in people.items()
                    if number in way(person, number)}
            is_(seen, page.get(state, set()), f"{name}: {state}")
        for name, way in list_ways.items():
            seen = {who for who, person in people.items()
                    if number in way(person, number)}
            is_(seen, lists.get(state, set()), f"{name}: {state}")
        mine = {who for who, person in people.items() if number in
                {r["id"] for r in w.q("drafts_mine", session=person)}}
        is_(mine, {"author"} if state.startswith("draft") else set(),
            f"drafts_mine: {state}")
        mine = {who for who, person in people.items() if number in
                {r["id"] for r in w.q("posts_mine", session=person)}}
        is_(mine, {"author"} if state == "published" else set(),
            f"posts_mine: {state}")
        source = {who for who, person in people.items()
                  if w.q("post_source", id=number, session=person)}
        wanted = {"published": {"author", "owner", "admin"}}.get(
            state, page.get(state, set()))
        is_(source, wanted, f"post_source: {state}")
        is_(w.q("post_fate", id=number) is not None,
            state in ("deleted", "of a deleted blog"), f"post_fate: {state}")
        held = {who for who, person in people.items() if number in
                {r["post_id"] for r in w.q("comments_held", session=person)}}
        is_(held, {"author", "owner", "moderator"}
            if state == "published" else set(), f"comments_held: {state}")
        told = {who for who, person in people.items() if number in
                {r["post_id"] for r in w.q("answers_mine", session=person)}}
        is_(told, {"author", "owner"} if state == "published" else set(),
            f"answers_mine: {state}")
    for state, number in made.items():
        if state != "published":
            is_(w.q("post_neighbours", id=number), [],
                f"post_neighbours: none of {state}")
    is_(w.q("post_neighbours", id=made["published"]), [],
        "post_neighbours: and none of these is a neighbour")


def older_and_applications(w, people, made):
    w.sql("UPDATE post SET published_at = now() - interval '60 days' "
          "WHERE published_at IS NOT NULL")
    w.sql("UPDATE post SET published_at = now() - interval '60 days', "
          "bumped_at = now() WHERE state = 'draft'")
    is_({r["id"] for r in w.q("posts_older")}, {made["published"]},
        "posts_older: only what is published")
    w.community(people["admin"], "second")
    w.q("membership_apply", session=people["owner"], blog_id=w.one(
        "SELECT id FROM blog WHERE slug = 'blog'"), community_key="second")
    for who, person in people.items():
        is_({r["id"] for r in w.q("application_posts", slug_key="second",
                                  session=person)},
            {made["published"]} if who == "admin" else set(),
            f"application_posts: {who}")


def nothing_forgotten(w):
    """Every query that could show a post, a draft or a comment is above."""
    known = set(ways(w)[0]) | set(ways(w)[1]) | ELSEWHERE | {
        "post_source", "post_fate", "drafts_mine", "posts_mine",
        "comments_held", "answers_mine"}
    # They only count: one's own, and what is public.
    other = {"blogs_mine", "site_stats"}
    tables = r"\b(post|comment|public_post|post_text|feed_post|feed_sign)\b"
    shows = {name for name, q in w.queries.items()
             if not q.writes and re.search(tables, q.sql)}
    is_(shows - known - other, set(),
        "no query that shows posts or comments is missing from the matrix")


with World() as w:
    people = cast(w)
    made, page, lists = things(w, people)
    matrix(w, people, made, page, lists)
    older_and_applications(w, people, made)
    nothing_forgotten(w)
    is_(w.q("blogs_latest")[0]["slug"], "blog", "lists of blogs are there")
    is_([r["slug"] for r in w.q("blogs_latest") +
         w.q("blogs_by_member", login_key="owner") +
         w.q("blogs_by_community", slug_key="circle")], ["blog"] * 3,
        "and show no deleted blog")

done_testing()

#!/usr/bin/python3
"""Comments: who may do what in each state, and the counters of their posts."""

from tap import done_testing, is_, ok
from world import NOBODY, World

STATES = ["visible", "held", "hidden", "deleted"]
ACTIONS = ["approve", "hide", "show", "delete", "nonsense"]
DECIDERS = ["author", "owner", "moderator", "admin"]
NEXT = {("held", "approve"): "visible", ("held", "hide"): "hidden",
        ("visible", "hide"): "hidden", ("hidden", "show"): "visible",
        ("held", "delete"): "deleted", ("visible", "delete"): "deleted",
        ("hidden", "delete"): "deleted"}


def cast(w):
    people = {who: w.member(who) for who in ("owner", "author", "moderator",
                                             "writer", "other")}
    people["admin"] = w.member("admin", admin=True)
    people["nobody"] = NOBODY
    blog = w.blog(people["owner"], "blog")
    w.q("blog_author_set", session=people["owner"], slug_key="blog",
        login_key="author", role="author")
    w.community(people["moderator"], "circle")
    w.join(people["owner"], blog, people["moderator"], "circle")
    return people, w.post(people["author"], blog)


def set_state(w, comment, post, state):
    """As if it had got there: the state, and what follows from it."""
    w.sql("UPDATE comment SET state = %s WHERE id = %s", state, comment)
    w.sql("UPDATE post SET n_comments = (SELECT count(*) FROM comment c "
          "WHERE c.post = post.id AND c.state = 'visible') WHERE id = %s",
          post)
    w.sql("SELECT discussed_derive(ARRAY[%s::bigint])", post)


def wanted(who, state, action, by_guest):
    """The state that comes of it, or None."""
    may = who in DECIDERS or (who == "writer" and not by_guest
                              and action == "delete")
    return NEXT.get((state, action)) if may else None


def walk(w, people, post):
    wrong, tried = [], 0
    for by_guest in False, True:
        made = w.comment(NOBODY if by_guest else people["writer"], post,
                         guest="Guest")
        for state in STATES:
            for action in ACTIONS:
                for who, person in people.items():
                    set_state(w, made["id"], post, state)
                    before = w.one("SELECT count(*) FROM event")
                    got = w.q("comment_act", session=person, id=made["id"],
                              action=action)
                    after = w.one("SELECT state FROM comment WHERE id = %s",
                                  made["id"])
                    logged = w.one("SELECT count(*) FROM event") - before
                    to = wanted(who, state, action, by_guest)
                    good = ((got["result"], got["state"], after, logged)
                            == ("ok", to, to, 1)) if to else (
                            got["result"] != "ok" and after == state
                            and not logged)
                    if not good or w.derived_wrong():
                        wrong.append((by_guest, state, action, who, got))
                    tried += 1
        w.sql("DELETE FROM comment")
        set_state(w, 0, post, "visible")
    is_(wrong, [], f"{tried} steps: right ones are taken and logged, and the "
        "post's count follows")


def sees(w, people, post):
    """Which of four comments each sees under the post and by its number."""
    made = {}
    for state in STATES:
        made[state] = w.comment(people["writer"], post)["id"]
        set_state(w, made[state], post, state)
    everything = {"visible", "held", "hidden"}
    for who, person in people.items():
        see = everything if who in DECIDERS + ["writer"] else {"visible"}
        ids = {made[s] for s in see}
        rows = w.q("comments_by_post", post_id=post, session=person)
        is_({r["id"] for r in rows}, ids, f"{who} sees {sorted(see)}")
        is_({n for n in made.values()
             if w.q("comment_by_id", id=n, session=person)}, ids,
            f"{who} sees the same one by one")
    rows = w.q("comments_by_post", post_id=post, session=people["writer"])
    is_([(r["viewer_is_author"], r["by_post_author"]) for r in rows],
        [(True, False)] * 3, "the writer knows hers")
    is_([r["id"] for r in w.q("feed_comments", post_id=post)],
        [made["visible"]], "the feed has the visible one")
    w.sql("DELETE FROM comment")
    set_state(w, 0, post, "visible")


def bumps(w, people, post):
    def place():
        return w.sql("SELECT n_comments, bumped_at FROM post WHERE id = %s",
                     post)[0]

    w.sql("UPDATE post SET bumped_at = now() - interval '1 day', published_at"
          " = now() - interval '2 days' WHERE id = %s", post)
    start = place()
    first = w.comment(people["writer"], post, nonce="c1")
    is_((first["state"], place()[0]), ("visible", 1), "a member's comment is "
        "there at once and counted")
    ok(place()[1] > start[1], "and bumps its post")
    bumped = place()
    again = w.comment(people["writer"], post, nonce="c1")
    is_((again, place()), (first, bumped),
        "sent twice it is one comment, counted once")
    is_(w.comment(people["other"], post, nonce="c1")["result"],
        "not_allowed", "a nonce is its writer's")
    is_([r["id"] for r in w.q("posts_commented")], [post],
        "the post is among the recently commented")

    held = w.comment(NOBODY, post, guest="ผู้อ่าน")
    is_((held["state"], place()), ("held", bumped),
        "a guest's is held, and bumps nothing")
    is_(w.comment(NOBODY, post, guest="")["result"], "name_required",
        "a guest has a name")
    is_(w.comment(NOBODY, post)["result"], "log_in",
        "a member whose session ended is asked to log in")
    is_(w.comment(people["writer"], 0)["result"], "not_found",
        "there must be a post")
    for who in "owner", "author", "moderator":
        is_([r["author_name"] for r in w.q("comments_held",
                                           session=people[who])],
            ["ผู้อ่าน"], f"{who} finds it in the queue")
    for who in "writer", "other", "nobody":
        is_(w.q("comments_held", session=people[who]), [],
            f"{who} does not")
    mine = w.q("blogs_mine", session=people["owner"])[0]
    is_(mine["n_held"], 1, "the dashboard counts it")
    out = w.q("comment_act", session=people["author"], id=held["id"],
              action="approve")
    is_((out["id"], out["slug"], place()[0]), (post, "title", 2),
        "let through, it is counted")
    ok(place()[1] > bumped[1], "and bumps the post now")
    w.q("comment_act", session=people["author"], id=held["id"],
        action="hide")
    is_(place(), bumped, "hidden, the post falls back to its place")
    w.q("comment_act", session=people["writer"], id=first["id"],
        action="delete")
    is_(place(), (0, w.one("SELECT published_at FROM post WHERE id = %s",
                           post)), "without comments it lies where it began")
    is_(w.q("posts_commented"), [], "and is not recently commented")


def the_queue(w, people):
    """Whatever waits is in the queue of whom it concerns, page by page."""
    people["coauthor"] = w.member("coauthor")
    blog = w.one("SELECT min(id) FROM blog")
    w.q("blog_author_set", session=people["owner"], slug_key="blog",
        login_key="coauthor", role="author")
    posts = [w.post(people["owner"], blog, "Gone") for _ in range(2)]
    posts += [w.post(people["author"], blog, "There")]
    for post in posts:
        for _ in range(25):
            w.comment(NOBODY, post, guest="Guest")
    for post in posts[:2]:
        w.q("post_delete", session=people["owner"], id=post)
    for who in "owner", "author", "moderator":
        first = w.q("comments_held", session=people[who])
        more = w.q("comments_held", session=people[who],
                   after_id=first[19]["id"])
        is_((len(first), len(more), {r["post_id"] for r in first + more}),
            (21, 5, {posts[2]}), f"{who} pages through all that waits, and "
            "posts that are gone do not stand before it")
    is_(w.q("comments_held", session=people["coauthor"]), [],
        "a co-author decides about none of another's post")
    is_([w.q("blogs_mine", session=people[who])[0]["n_held"]
         for who in ("owner", "author", "coauthor")], [25, 25, 0],
        "the dashboard counts the same")


def many(w, people, post):
    """One batch with comments to several posts, one of them sent before."""
    blog = w.one("SELECT blog FROM post WHERE id = %s", post)
    other = w.post(people["owner"], blog, "Other")
    w.comment(people["writer"], other, nonce="m1")
    writer, author = people["writer"].session, people["author"].session
    w.app.execute(
        "SELECT result, state FROM comments_create(%s, %s, %s::text[],"
        " %s, %s, %s, %s, %s)",
        tuple(map(list, zip(
            (writer, other, None, "x", "x", "x", 1, "m1"),
            (writer, post, None, "x", "x", "x", 1, "m2"),
            (b"", post, "Guest", "x", "x", "x", 1, "m5"),
            (writer, post, None, "x", "x", "x", 1, "m3"),
            (writer, post, None, "x", "x", "x", 1, "m3"),
            (author, post, None, "x", "x", "x", 1, "m3"),
            (b"", post, None, "x", "x", "x", 1, "m6"),
            (writer, 999999, None, "x", "x", "x", 1, "m7"),
            (writer, other, None, "x", "x", "x", 1, "m4")))))
    ok_ = ("ok", "visible")
    is_(w.app.fetchall(),
        [ok_, ok_, ("ok", "held"), ok_, ok_, ("not_allowed", None),
         ("log_in", None), ("not_found", None), ok_],
        "each has its answer, in their order; a nonce is one writer's")
    is_(w.sql("SELECT n_comments FROM post WHERE id IN (%s, %s) ORDER BY id",
              post, other), [(2,), (2,)], "a batch counts what it made")
    is_(w.derived_wrong(), [], "all counters are right")


def three_each(w, people):
    """One author does not fill the list of the recently commented."""
    blog = w.one("SELECT min(id) FROM blog")
    mine = [w.post(people["owner"], blog, f"Owner {n}") for n in range(5)]
    theirs = w.post(people["author"], blog, "Author")
    for number in [theirs] + mine:
        w.comment(people["writer"], number)
    is_([r["id"] for r in w.q("posts_commented")][:4],
        [mine[4], mine[3], mine[2], theirs], "at most three of one author")


def paged(w, people):
    blog = w.one("SELECT min(id) FROM blog")
    post = w.post(people["owner"], blog, "Long")
    w.sql("INSERT INTO comment (post, blog, author, state, source, html) "
          "SELECT %s, %s, %s, 'visible', 'x', 'x' FROM generate_series(1,450)",
          post, blog, people["writer"].id)
    seen, after = [], None
    while True:
        rows = w.q("comments_by_post", post_id=post, session=NOBODY,
                   after_id=after)
        seen += [r["id"] for r in rows[:200]]
        if len(rows) <= 200:
            break
        after = rows[199]["id"]
    is_((len(seen), seen == sorted(set(seen))), (450, True),
        "all of 450 comments are on the pages, each once, in order")


def answers(w, people):
    """What others have said under one's posts, until it is marked as read."""
    blog = w.blog(people["owner"], "answers")
    w.q("blog_author_set", session=people["owner"], slug_key="answers",
        login_key="author", role="author")
    w.join(people["owner"], blog, people["moderator"], "circle")
    first, second, other = [
        w.post(people[who], blog, title) for who, title in
        (("author", "First"), ("author", "Second"), ("owner", "Other"))]
    w.sql("UPDATE account SET answers_read_at = now()")

    def told(who):
        return [(r["post_id"], r["comment_id"])
                for r in w.q("answers_mine", session=people[who])]

    is_([told(who) for who in people], [[]] * len(people),
        "nobody is told anything yet")
    w.comment(people["author"], first)
    is_(told("author"), [], "one's own comment is no news")
    one = (first, w.comment(people["writer"], first)["id"])
    is_(told("author"), [one], "another's is")
    two = (other, w.comment(people["writer"], other)["id"])
    is_(told("author"), [one], "not under the posts of others in the blog")
    is_([r for r in told("owner")], [two, one], "but for the blog's owner")
    is_([told(who) for who in ("writer", "moderator", "admin", "nobody")],
        [[]] * 4, "nor for anybody else")
    three = (first, w.comment(people["other"], first)["id"])
    four = (second, w.comment(people["owner"], second)["id"])
    is_(told("author"), [four, three],
        "each post once, with its newest comment; newest first")
    mine = (first, w.comment(people["author"], first)["id"])
    is_(told("author"), [four, three], "answering is not reading")

    guest = (second, w.comment(NOBODY, second, guest="Guest")["id"])
    is_(told("author"), [four, three], "a held comment is in the queue")
    rows = w.q("answers_mine", session=people["author"])
    is_((rows[0]["author_login"], rows[0]["post_title"], rows[0]["excerpt"],
         rows[0]["after_id"]), ("owner", "Second", "Hm.", None),
        "with who, where and what")
    w.q("answers_read", session=people["author"], up_to=rows[1]["at"])
    is_(told("author"), [four], "marked as read up to one, newer ones stay")
    w.q("answers_read", session=people["author"], up_to=rows[0]["at"])
    is_(told("author"), [], "marked as read, all are gone")
    w.q("answers_read", session=people["author"], up_to=rows[1]["at"])
    is_(told("author"), [], "and do not come back")
    is_(told("owner"), [mine, two], "others have marks of their own")
    w.q("comment_act", session=people["moderator"], id=guest[1],
        action="approve")
    is_(told("author"), [guest], "what a moderator lets through is news, "
        "however old it is")
    w.q("comment_act", session=people["moderator"], id=guest[1],
        action="hide")
    is_(told("author"), [], "until it is hidden")
    held = w.comment(NOBODY, first, guest="Guest")["id"]
    w.q("comment_act", session=people["author"], id=held, action="approve")
    is_(told("author"), [], "what one let through oneself is none")
    far = w.one("SELECT now() + interval '1 year'")
    w.q("answers_read", session=people["author"], up_to=far)
    last = (first, w.comment(people["writer"], first)["id"])
    is_(told("author"), [last], "nobody marks what is yet to come")
    w.q("post_delete", session=people["author"], id=first)
    is_(told("author"), [], "a deleted post has no news")
    posts = [w.post(people["author"], blog, f"Many {n}") for n in range(12)]
    made = [(post, w.comment(people["writer"], post)["id"]) for post in posts]
    is_(told("author"), made[:0:-1], "the eleven newest of twelve")
    w.sql("UPDATE post SET n_comments = 201 WHERE id = %s", posts[-1])
    is_(w.q("answers_mine", session=people["author"])[0]["after_id"],
        made[-1][1] - 1, "a long discussion is opened at the comment")
    w.sql("UPDATE post SET n_comments = 1 WHERE id = %s", posts[-1])


with World() as w:
    people, post = cast(w)
    walk(w, people, post)
    sees(w, people, post)
    bumps(w, people, post)
    the_queue(w, people)
    many(w, people, post)
    three_each(w, people)
    answers(w, people)
    paged(w, people)

done_testing()

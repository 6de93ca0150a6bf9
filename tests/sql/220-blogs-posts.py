#!/usr/bin/python3
"""Blogs with their slugs and authors; posts from draft to deletion."""

from tap import done_testing, is_, ok
from world import NOBODY, World


def save(w, who, post, title="New", publish=False, **given):
    return w.q("post_update", session=who, id=post, title=title, slug="new",
               kind="markdown", body="<p>New</p>", publish=publish, **given)


with World() as w:
    ann, ben, cat = w.member("ann"), w.member("ben"), w.member("cat")
    root = w.member("root", admin=True)

    # Opening a blog.
    is_(w.q("blog_create", session=NOBODY, slug="x", slug_key="x",
            title="X")["result"], "log_in", "only members open blogs")
    made = w.q("blog_create", session=ann, slug="Chumphon", nonce="b1",
               slug_key="chumphon", title="ชุมพร")
    is_((made["result"], made["slug"]), ("ok", "Chumphon"), "ann opens one")
    again = w.q("blog_create", session=ann, slug="Chumphon", nonce="b1",
                slug_key="chumphon", title="ชุมพร")
    is_((again["result"], again["id"]), ("ok", made["id"]),
        "twice the same form, one blog")
    is_(w.q("blog_create", session=ben, slug="Chumphon", nonce="b1",
            slug_key="chumphon", title="B")["result"], "slug_taken",
        "her nonce opens nothing to ben")
    is_(w.q("blog_create", session=ben, slug="CHUMPHON", title="B",
            slug_key="chumphon")["result"], "slug_taken",
        "a slug is taken in any spelling")
    blog = made["id"]

    # Renaming: every slug leads here for ever.
    def rename(who, key, slug):
        return w.q("blog_update", session=who, slug_key=key, new_slug=slug,
                   new_slug_key=slug.lower(), title="Renamed")["result"]

    is_(rename(ben, "chumphon", "Stolen"), "not_allowed", "ben renames nothing")
    is_(rename(root, "chumphon", "Stolen"), "not_allowed",
        "and an administrator does not speak in her name")
    is_(rename(ann, "chumphon", "Station"), "ok", "ann renames her blog")
    is_([w.q("blog_by_slug", slug_key=k)["slug"]
         for k in ("chumphon", "station")], ["Station", "Station"],
        "both slugs lead to it, and tell its name of today")
    is_(w.q("blog_create", session=ben, slug="Chumphon", title="B",
            slug_key="chumphon")["result"], "slug_taken",
        "the old slug stays hers")
    is_(rename(ann, "station", "Chumphon"), "ok", "and she may take it back")
    is_(rename(ann, "chumphon", "STATION"), "ok", "or spell it otherwise")
    bens = w.blog(ben, "bens")
    is_(rename(ann, "station", "Bens"), "slug_taken",
        "but not take another's")
    is_(w.q("blog_by_slug", slug_key="station")["title"], "Renamed",
        "and then nothing is changed")

    # Authors.
    def author(who, key, login, role="author"):
        return w.q("blog_author_set", session=who, slug_key=key,
                   login_key=login, role=role)["result"]

    is_(author(ben, "station", "ben"), "not_allowed", "ben cannot let himself in")
    is_(author(ann, "station", "ghost"), "unknown_login", "ann invites nobody")
    is_(author(ann, "station", "ann"), "last_owner", "nor gives up the last key")
    is_(author(ann, "station", "ben"), "ok", "she lets ben write there")
    is_([(r["login"], r["is_owner"])
         for r in w.q("blog_authors", slug_key="station")],
        [("ann", True), ("ben", False)], "two authors, one owner")
    is_(w.q("blog_by_slug", slug_key="station", session=ben)
        ["viewer_is_author"], True, "ben is told that he may write")
    is_(author(ben, "station", "cat"), "not_allowed",
        "an author lets nobody else in")

    # Drafts.
    is_(w.q("post_create", session=cat, blog_id=blog, title="Spam",
            kind="markdown", publish=True)["result"], "not_allowed",
        "cat does not write in it")
    is_(w.q("post_create", session=ann, blog_id=0, title="X",
            kind="markdown")["result"], "not_found", "there is no blog 0")
    is_(w.q("post_create", session=ann, blog_id=blog, kind="markdown",
            publish=True)["result"], "title_required",
        "a published post has a title")
    draft = w.q("post_create", session=ann, blog_id=blog, kind="markdown",
                nonce="p1")
    is_((draft["result"], draft["state"]), ("ok", "draft"),
        "a draft may have none")
    again = w.q("post_create", session=ann, blog_id=blog, kind="markdown",
                nonce="p1", title="Changed")
    is_(again["id"], draft["id"], "the same nonce makes one post")
    is_(w.q("post_create", session=ben, blog_id=blog, kind="markdown",
            nonce="p1")["result"], "not_allowed", "and is nobody else's")
    post = draft["id"]
    is_([r["id"] for r in w.q("drafts_mine", session=ann)], [post],
        "ann finds her draft")
    is_(w.q("drafts_mine", session=ben), [], "ben does not")
    is_(w.one("SELECT n_posts FROM blog WHERE id = %s", blog), 0,
        "a draft counts for nothing")

    # Editing, and two windows at once.
    seen = w.q("post_source", id=post, session=ann)["updated_at"]
    is_(save(w, ann, post, seen_at=seen)["result"], "ok", "she saves it")
    is_(save(w, ann, post, seen_at=seen)["result"], "changed",
        "an older window does not overwrite it")
    is_(save(w, ann, post)["result"], "ok", "unless she says so")
    is_(save(w, ben, post)["result"], "not_found", "ben sees no draft")
    is_(save(w, ann, post, title="", publish=True)["result"],
        "title_required", "publishing wants a title")
    is_(save(w, ann, post, title="ชุมพร", publish=True)["state"],
        "published", "she publishes it")
    first = w.q("post_by_id", id=post)
    is_((first["title"], first["blog_slug"], first["is_draft"]),
        ("ชุมพร", "STATION", False), "everybody reads it")
    save(w, ann, post, title="Edited")
    page = w.q("post_by_id", id=post)
    is_((page["title"], page["published_at"] == first["published_at"],
         page["is_draft"]), ("Edited", True, False),
        "an edit keeps its time and keeps it published")
    for who, result in ((ben, "not_allowed"), (cat, "not_allowed"),
                        (root, "not_allowed"), (NOBODY, "log_in")):
        is_(save(w, who, post)["result"], result,
            f"{who.login} does not write in ann's name")
    is_(w.sql("SELECT kind FROM event WHERE post = %s", post),
        [("post_published",)], "publishing is in the log, once")

    # Tags.
    def tags():
        return [(r["name"], r["n_posts"]) for r in w.q("tags_most")]

    save(w, ann, post, title="T", tags=["KM", "ชุมพร"],
         tag_keys=["km", "ชุมพร"])
    is_(sorted(tags()), [("KM", 1), ("ชุมพร", 1)], "she tags it")
    other = w.post(ben, bens, tags=["km"])
    is_(tags()[0], ("KM", 2), "a tag keeps the name that was typed first")
    is_([r["id"] for r in w.q("posts_by_tag", tag_key="km")], [other, post],
        "its page lists both posts")
    save(w, ann, post, title="T", tags=["ชุมพร"], tag_keys=["ชุมพร"])
    is_([r["id"] for r in w.q("posts_by_tag", tag_key="km")], [other],
        "and one less when it goes")
    is_(w.q("tag_by_key", tag_key="km")["n_posts"], 1, "counted")
    is_(w.q("tag_by_key", tag_key="none"), None, "no such tag")

    # Deleting.
    def delete(who, number):
        return w.q("post_delete", session=who, id=number)["result"]

    def restore(who, number):
        return w.q("post_restore", session=who, id=number)["result"]

    is_([delete(who, post) for who in (NOBODY, cat, ben)],
        ["log_in", "not_allowed", "not_allowed"], "others delete nothing")
    is_(delete(ann, post), "ok", "ann deletes it")
    is_(delete(ann, post), "ok", "twice is as good as once")
    is_((w.q("post_by_id", id=post, session=ann),
         w.q("post_fate", id=post)["id"]), (None, post), "it is gone")
    is_([w.q("post_fate", id=post, session=who)["viewer_may_restore"]
         for who in (NOBODY, cat, root, ann)], [False, False, False, True],
        "which ann may take back")
    is_([restore(who, post) for who in (NOBODY, cat, ben, root)],
        ["log_in", "not_found", "not_found", "not_found"],
        "nobody else brings it back")
    is_(restore(ann, post), "ok", "she does")
    is_(w.q("post_by_id", id=post)["published_at"], first["published_at"],
        "with its time")
    is_(delete(root, post), "ok", "an administrator deletes it")
    is_(restore(ann, post), "not_found", "that she cannot undo")
    is_(restore(root, post), "ok", "but root can")
    quiet = w.post(ann, blog, publish=False)
    delete(ann, quiet)
    is_(w.q("post_fate", id=quiet), None, "a draft that is deleted never was")
    is_((restore(ann, quiet),
         w.one("SELECT state FROM post WHERE id = %s", quiet)),
        ("ok", "draft"), "and comes back as a draft")
    guest = w.post(ben, blog, title="Guest")
    is_(delete(ann, guest), "ok", "an owner deletes her co-author's post")
    is_(restore(ben, guest), "not_found", "who cannot undo that")

    # Neighbours.
    ids = [w.post(cat, w.blog(cat, "cats"), title="1")]
    cats = w.one("SELECT id FROM blog WHERE slug = 'cats'")
    ids += [w.post(cat, cats, title=str(n)) for n in (2, 3)]
    is_(sorted((r["id"], r["is_newer"])
               for r in w.q("post_neighbours", id=ids[1])),
        [(ids[0], False), (ids[2], True)], "a post knows its neighbours")
    is_([r["id"] for r in w.q("post_neighbours", id=ids[2])], [ids[1]],
        "the newest has one")

    # Authors go.
    def leave(who, account):
        return w.q("blog_author_remove", session=who, slug_key="station",
                   account_id=account)["result"]

    is_(leave(cat, ben.id), "not_allowed", "cat sends nobody away")
    is_(leave(ann, ann.id), "last_owner", "the last owner stays")
    is_(leave(ben, ben.id), "ok", "an author may leave")
    is_(leave(ann, ben.id), "not_found", "and is gone")
    author(ann, "station", "ben")
    bens_post = w.post(ben, blog, title="Bens")
    is_(leave(ann, ben.id), "ok", "an owner may send an author away")
    is_(save(w, ben, bens_post)["result"], "not_allowed",
        "who then edits there no more")
    ok(w.q("post_by_id", id=bens_post), "but what he wrote stays")

    # The blog goes.
    is_([w.q("blog_delete", session=who, slug_key="station")["result"]
         for who in (NOBODY, ben)], ["log_in", "not_allowed"],
        "others delete no blog")
    is_(w.q("blog_delete", session=ann, slug_key="station")["result"], "ok",
        "ann deletes it")
    is_((w.q("blog_by_slug", slug_key="station", session=ann),
         w.q("blog_fate", slug_key="chumphon")["id"],
         w.q("blog_fate", slug_key="never")), (None, blog, None),
        "it is gone, by all its names")
    is_((w.q("post_by_id", id=post), w.q("post_fate", id=post)["id"]),
        (None, post), "and its posts with it")
    is_(w.q("blog_create", session=ben, slug="Station", title="B",
            slug_key="station")["result"], "slug_taken",
        "its slug stays taken")
    is_(w.derived_wrong(), [], "all totals are right")

    # A class of sixty opens blogs; nobody opens them by the thousand.
    w.sql("INSERT INTO blog (slug, title) SELECT 'z' || i, 'Z' "
          "FROM generate_series(1, 99) i")
    w.sql("INSERT INTO blog_author (blog, account, role) "
          "SELECT id, %s, 'owner' FROM blog WHERE title = 'Z'", cat.id)
    is_(w.q("blog_create", session=cat, slug="more", slug_key="more",
            title="More")["result"], "too_many", "a hundred are enough")

done_testing()

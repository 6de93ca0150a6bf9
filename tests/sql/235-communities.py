#!/usr/bin/python3
"""Founding a community, its slugs, its moderators, handing it over."""

from tap import done_testing, is_
from world import NOBODY, World

with World() as w:
    ann, ben, cat = w.member("ann"), w.member("ben"), w.member("cat")
    root = w.member("root", admin=True)

    def found(who, slug, nonce):
        return w.q("community_create", session=who, slug=slug, nonce=nonce,
                   slug_key=slug.lower(), title=slug, open=True)

    is_(found(NOBODY, "Km", "n")["result"], "log_in", "members found them")
    made = found(ann, "Km", "n")
    is_((made["result"], made["slug"]), ("ok", "Km"), "ann founds one")
    is_(found(ann, "Km", "n")["id"], made["id"], "twice the form, once")
    is_(found(ben, "KM", "m")["result"], "slug_taken", "slugs are unique")
    is_(found(ben, "Other", "n")["result"], "slug_taken",
        "her nonce makes nothing for ben")
    is_([(r["login"], r["is_owner"])
         for r in w.q("community_moderators", slug_key="km")],
        [("ann", True)], "she owns and moderates it")

    def change(who, slug, opened=True):
        return w.q("community_update", session=who, slug_key="km",
                   new_slug=slug, new_slug_key=slug.lower(), title="Title",
                   rules="Be kind.", rules_body="<p>Be kind.</p>",
                   open=opened)["result"]

    is_([change(who, "Stolen") for who in (NOBODY, ben)],
        ["log_in", "not_allowed"], "others change nothing")
    is_(change(ann, "Station", False), "ok", "she renames and closes it")
    full = w.q("community_by_slug", slug_key="km", session=ben)
    is_((full["slug"], full["is_open"], full["rules_body"],
         full["viewer_is_owner"], full["viewer_has_blog"]),
        ("Station", False, "<p>Be kind.</p>", False, False),
        "the old slug leads to it")
    w.blog(ben, "bens")
    is_(w.q("community_by_slug", slug_key="km", session=ben)
        ["viewer_has_blog"], True, "ben has a blog to apply with")
    is_(found(ben, "km", "k")["result"], "slug_taken", "and stays taken")

    def add(who, login):
        return w.q("moderator_add", session=who, slug_key="station",
                   login_key=login)["result"]

    def remove(who, account):
        return w.q("moderator_remove", session=who, slug_key="station",
                   account_id=account)["result"]

    def hand_over(who, account):
        return w.q("community_hand_over", session=who, slug_key="station",
                   account_id=account)["result"]

    is_([add(who, "ben") for who in (NOBODY, ben, ann)],
        ["log_in", "not_allowed", "ok"], "she makes ben a moderator")
    is_(add(ann, "ghost"), "unknown_login", "who must exist")
    is_(add(ben, "cat"), "not_allowed", "a moderator makes no other")
    is_([r["kind"] for r in w.q("notices_mine", session=ben)],
        ["moderator_added"], "ben is told")
    is_([(r["slug"], r["is_owner"])
         for r in w.q("communities_mine", session=ben)],
        [("Station", False)], "and finds it on his dashboard")
    is_(hand_over(ann, cat.id), "not_found", "only moderators can take over")
    is_(hand_over(ben, ben.id), "not_allowed", "nobody takes it by himself")
    is_(remove(ann, ann.id), "last_owner", "the owner cannot just go")
    is_(hand_over(ann, ben.id), "ok", "ann hands it over to ben")
    is_((change(ann, "Station"), change(ben, "Station")),
        ("not_allowed", "ok"), "now ben decides")
    is_(remove(ann, ann.id), "ok", "ann may resign")
    is_([r["kind"] for r in w.q("notices_mine", session=ben)],
        ["moderator_removed", "handed_over", "moderator_added"],
        "ben was told of both")
    is_(remove(ben, cat.id), "not_found", "cat is no moderator")
    is_(add(root, "cat"), "ok", "an administrator can appoint")
    is_(hand_over(root, cat.id), "ok", "and hand over what was abandoned")
    log = [r["kind"] for r in w.q("community_log", slug_key="station",
                                  session=ben)]
    is_(log[-1], "community_made", "the log begins with the founding")
    is_(sorted(set(log)), ["community_changed", "community_made",
        "handed_over", "moderator_added", "moderator_removed"],
        "and has it all")
    is_([len(w.q("community_log", slug_key="station", session=who))
         for who in (NOBODY, ann, root)], [0, 0, len(log)],
        "moderators and administrators read it")

    def delete(who):
        return w.q("community_delete", session=who,
                   slug_key="station")["result"]

    is_([delete(who) for who in (NOBODY, ann, ben, cat, cat)],
        ["log_in", "not_allowed", "not_allowed", "ok", "not_found"],
        "the owner deletes it, once")
    is_((w.q("community_by_slug", slug_key="station", session=cat),
         w.q("community_fate", slug_key="km")["id"],
         w.q("communities_latest"), w.q("communities_mine", session=cat)),
        (None, made["id"], [], []), "it is gone from everywhere")
    is_(found(ben, "Station", "j")["result"], "slug_taken", "but its slug")

done_testing()

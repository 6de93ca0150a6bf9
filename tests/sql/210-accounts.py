#!/usr/bin/python3
"""Signing up, sessions and their ends, passwords, profiles, settings."""

import secrets

from tap import done_testing, is_, ok
from world import NOBODY, World


def sign_up(w, login, **given):
    token = secrets.token_bytes(32)
    made = w.q("account_create", login=login, login_key=login.lower(),
               pen_name=login, password="p", token_hash=token,
               **{"login_skeleton": login.lower().replace("1", "l"), **given})
    return made, token


with World() as w:
    # Signing up.
    made, token = sign_up(w, "Malee", nonce="n1")
    is_((made["result"], made["slug"]), ("ok", "Malee"), "malee signs up")
    is_(w.q("viewer", session=token)["login"], "Malee",
        "and is signed in with the session that was made")
    again, other = sign_up(w, "Malee", nonce="n1")
    is_((again["result"], again["id"]), ("ok", made["id"]),
        "the same form sent twice makes one account")
    is_(w.q("viewer", session=other)["login"], "Malee",
        "and the second answer signs in as well")
    is_(sign_up(w, "MALEE")[0]["result"], "login_taken",
        "the name is taken in any spelling")
    is_(sign_up(w, "ma1ee", login_skeleton="malee")[0]["result"],
        "login_taken", "and for names that look like it")
    w.sql("UPDATE account SET created_at = now() - interval '11 minutes'")
    is_(sign_up(w, "Malee", nonce="n1")[0]["result"], "login_taken",
        "later a nonce opens no account")
    is_(w.one("SELECT count(*) FROM account"), 1, "there is one account")

    # What signing in compares.
    secret = w.q("account_secret", login_key="malee")
    is_((secret["password"], secret["is_active"]), ("p", True),
        "the password's hash is found by the login's key")
    is_(w.q("account_secret", login_key="nobody"), None,
        "and none for an unknown name")

    # Sessions end.
    is_(w.q("viewer", session=b""), None, "no session, no viewer")
    is_(w.q("viewer", session=secrets.token_bytes(32)), None,
        "an unknown session is nobody's")

    def with_session(seen, created="0 days"):
        w.sql("UPDATE session SET seen_at = now() - %s::interval, "
              "created_at = now() - %s::interval WHERE token_hash = %s",
              seen, created, token)
        return w.q("viewer", session=token)

    ok(with_session("13 days 23 hours"), "a session idles for 14 days")
    is_(with_session("14 days 1 minute"), None, "and not longer")
    ok(with_session("1 minute", "89 days 23 hours"), "and lives 90 days")
    is_(with_session("1 minute", "90 days 1 minute"), None,
        "however much it is used")
    is_(with_session("1 minute")["stale"], False, "a fresh one is not stale")
    is_(with_session("2 hours")["stale"], True, "after an hour it is")
    w.q("session_touch", session=token)
    is_(w.q("viewer", session=token)["stale"], False, "until it is touched")
    with_session("15 days")
    w.q("session_touch", session=token)
    is_(w.q("viewer", session=token), None,
        "an ended session is not brought back by touching it")
    w.q("sessions_purge")
    is_(w.one("SELECT count(*) FROM session WHERE token_hash = %s", token), 0,
        "and is forgotten in time")

    # One's own sessions.
    ann, ben = w.member("ann"), w.member("ben")
    second = secrets.token_bytes(32)
    w.q("session_create", token_hash=second, account_id=ann.id,
        agent="Firefox", address="192.0.2.1")
    rows = w.q("sessions_mine", session=ann)
    is_([(r["agent"], r["is_current"]) for r in rows],
        [("Firefox", False), ("", True)], "ann sees her sessions")
    w.q("session_revoke", session=ben, id=rows[0]["id"])
    ok(w.q("viewer", session=second), "ben cannot end hers")
    w.q("session_revoke", session=ann, id=rows[0]["id"])
    is_(w.q("viewer", session=second), None, "she can")
    w.q("session_create", token_hash=second, account_id=ann.id)
    w.q("sessions_revoke_others", session=ann)
    is_((w.q("viewer", session=second), w.q("viewer", session=ann)["login"]),
        (None, "ann"), "she can end all but this one")
    w.q("session_end", session=ben)
    is_(w.q("viewer", session=ben), None, "ben logs out")

    # The password.
    w.q("session_create", token_hash=second, account_id=ann.id)
    fresh = secrets.token_bytes(32)
    is_(w.q("password_change", session=ann, password="new",
            token_hash=fresh)["result"], "ok", "ann changes her password")
    is_([bool(w.q("viewer", session=s))
         for s in (ann.session, second, fresh)], [False, False, True],
        "which ends every session and begins a new one")
    is_(w.q("password_change", session=ann, password="x",
            token_hash=second)["result"], "log_in",
        "an ended session changes nothing")
    is_(w.one("SELECT count(*) FROM event WHERE kind = 'password_changed'"),
        1, "the log says so, once")
    ann.session = fresh

    # Profiles.
    is_(w.q("profile_update", session=NOBODY, pen_name="X")["result"],
        "log_in", "nobody has no profile")
    w.q("profile_update", session=ann, pen_name="คุณลิขิต",
        real_name="Ann Example", position="นักวิชาการ", organisation="Office",
        about="Hi", body="<p>Hi</p>", tags=["KM", "ชุมพร"], language="th",
        email="ann@example.org")
    page = w.q("member_by_login", login_key="ann")
    is_((page["name"], page["position"], page["body"], page["tags"]),
        ("คุณลิขิต", "นักวิชาการ", "<p>Hi</p>", ["KM", "ชุมพร"]),
        "the pen-name is shown, not the real one")
    ok("ann@example.org" not in str(page) and "Ann Example" not in str(page),
       "neither the real name nor the address is in the page")
    is_(w.q("profile_mine", session=ann)["email"], "ann@example.org",
        "she sees her address herself")
    w.q("profile_update", session=ann, pen_name="คุณลิขิต",
        real_name="Ann Example", show_real_name=True)
    is_(w.q("member_by_login", login_key="ann")["name"], "Ann Example",
        "she may show her real name")
    w.q("profile_update", session=ann, pen_name="คุณลิขิต",
        show_real_name=True)
    is_(w.q("member_by_login", login_key="ann")["name"], "คุณลิขิต",
        "but an empty one is not shown")
    w.q("language_set", session=ann, language="en")
    is_(w.q("viewer", session=ann)["language"], "en", "she reads English")

    # Administrators and the disabled.
    root, cat = w.member("root", admin=True), w.member("cat")
    is_(w.q("accounts_list", session=ann), [], "members list no accounts")
    is_([r["login"] for r in w.q("accounts_list", session=root)],
        ["cat", "root", "ben", "ann", "Malee"], "administrators do")
    for who, result in (cat, "not_allowed"), (NOBODY, "log_in"):
        is_(w.q("account_set_state", session=who, account_id=ann.id,
                state="disabled")["result"], result,
            f"{who.login} disables nobody")
    is_(w.q("account_set_state", session=root, account_id=root.id,
            state="disabled")["result"], "not_allowed",
        "an administrator cannot lock the door behind himself")
    is_(w.q("account_set_state", session=root, account_id=0,
            state="disabled")["result"], "not_found", "nor disable a ghost")
    w.q("profile_update", session=cat, pen_name="Cat", organisation="Office")
    is_(w.q("account_set_state", session=root, account_id=cat.id,
            state="disabled")["result"], "ok", "root disables cat")
    is_(w.q("viewer", session=cat), None, "at once")
    is_(w.q("session_create", token_hash=second,
            account_id=cat.id)["result"], "not_allowed",
        "cat cannot log in again")
    page = w.q("member_by_login", login_key="cat")
    is_((page["name"], page["organisation"], page["is_disabled"]),
        ("Cat", "", True), "the name stays, the profile is hidden")
    w.q("account_set_state", session=root, account_id=cat.id, state="active")
    is_(w.q("session_create", token_hash=second,
            account_id=cat.id)["result"], "ok", "until root relents")

    # The commands of the machine.
    w.owner.execute("SELECT result FROM admin_account_create("
                    "'boss', 'boss', 'boss', 'Boss', 'p', 'admin')")
    is_(w.owner.fetchone()[0], "ok", "the owner makes an administrator")
    w.owner.execute("SELECT result FROM admin_password_set('cat', 'z')")
    is_((w.owner.fetchone()[0], w.q("viewer", session=second)), ("ok", None),
        "and sets a password, which ends the sessions")

    # The identity of the feeds.
    def authority():
        return w.q("feed_authority")

    is_(authority(), None, "there is no authority yet")
    w.q("feed_authority_propose", authority="a.example,2025")
    w.q("feed_authority_propose", authority="b.example,2025")
    is_(authority()["value"], "b.example,2025",
        "it may change while nothing is published")
    w.post(ann, w.blog(ann, "first"))
    is_(w.q("feed_authority_propose", authority="c.example,2025")["value"],
        "b.example,2025", "and is fixed with the first post")
    w.sql("DELETE FROM setting")
    w.post(ann, w.blog(ann, "second"))
    first = authority()["value"]
    ok(".invalid," in first, "without one, the first post makes one up")
    is_(w.q("feed_authority_propose", authority="c.example,2025")["value"],
        "c.example,2025", "which a real one may replace, once")
    is_(w.q("feed_authority_propose", authority="d.example,2025")["value"],
        "c.example,2025", "and no more")

done_testing()

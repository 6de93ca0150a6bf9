#!/usr/bin/python3
"""Every form sent twice at the same moment makes one thing.

Each query with a nonce is run in two transactions: the second starts while
the first is open. When the first commits, both must have the same answer;
when it is undone, the second does the work.
"""

import secrets
import threading

import queries
from tap import bail_out, done_testing, is_
from world import World

COUNTED = {"account_create": "account", "blog_create": "blog",
           "post_create": "post", "comment_create": "comment",
           "community_create": "community"}


def arguments(w, ann, mod, blog, post):
    """For each query with a nonce: what makes fresh arguments for it."""
    number = iter(range(1000))

    def applied():
        n = next(number)
        w.community(mod, f"circle{n}")
        return n, w.q("membership_apply", session=ann, blog_id=blog,
                      community_key=f"circle{n}")["id"]

    def empty():
        n = next(number)
        w.community(mod, f"circle{n}")
        return f"circle{n}"

    def named():
        return f"name{next(number)}"

    def account():
        login = named()
        return {"login": login, "login_key": login, "login_skeleton": login,
                "pen_name": "X", "token_hash": secrets.token_bytes(32)}

    def slug():
        name = named()
        return {"session": ann.session, "slug": name, "slug_key": name,
                "title": "X"}

    return {
        "account_create": account,
        "blog_create": slug,
        "community_create": slug,
        "post_create": lambda: {"session": ann.session, "blog_id": blog,
                                "kind": "markdown", "title": named(),
                                "publish": True},
        "comment_create": lambda: {"session": ann.session, "post_id": post},
        "membership_apply": lambda: {"session": ann.session, "blog_id": blog,
                                     "community_key": empty()},
        "membership_invite": lambda: {"session": mod.session,
                                      "blog_key": "blog",
                                      "community_key": empty()},
        "membership_act": lambda: {"session": mod.session,
                                   "id": applied()[1], "action": "approve"},
    }


def twice(w, name, values, commit):
    """Both answers, when the first transaction ends this way."""
    a, b = w.cursor("sala"), w.cursor("sala")
    for cursor in a, b:
        queries.prepare_all(cursor, {name: w.queries[name]})
    a.connection.autocommit = False
    answers = [w.q(name, cursor=a, **values)]
    second = threading.Thread(
        target=lambda: answers.append(w.q(name, cursor=b, **values)))
    second.start()
    while second.is_alive() and not w.someone_waits():
        second.join(0.01)
    if commit:
        a.connection.commit()
    else:
        a.connection.rollback()
    second.join()
    return answers


with World() as w:
    ann, mod = w.member("ann"), w.member("mod")
    blog = w.blog(ann, "blog")
    post = w.post(ann, blog)
    table = arguments(w, ann, mod, blog, post)
    wanted = {name for name, q in w.queries.items()
              if "nonce" in [p for p, _, _ in q.params]}
    if wanted != set(table):
        bail_out(f"not in the table: {wanted ^ set(table)}")
    for name, fresh in table.items():
        values = w.values(name, fresh())
        counted = f"SELECT count(*) FROM {COUNTED.get(name, 'event')}"
        before = w.one(counted)
        first, second = twice(w, name, values, commit=True)
        is_((first["result"], second), ("ok", first),
            f"{name}: both have the same answer")
        is_(w.one(counted) - before, 1, f"{name}: one thing was made")
        values = w.values(name, fresh())
        before = w.one(counted)
        first, second = twice(w, name, values, commit=False)
        is_(second["result"], "ok", f"{name}: undone, the second does it")
        is_(w.one(counted) - before, 1, f"{name}: once")

done_testing()

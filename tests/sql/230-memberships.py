#!/usr/bin/python3
"""Every step of a membership from every state by everybody, and what follows.

The table below is written from the words of the design, not from the table
in the database: each action of each side in each state, and what comes of it.
"""

import secrets

from tap import done_testing, is_, ok
from world import NOBODY, World

OPEN = ["invited", "applied", "changes_asked", "approved"]
STATES = ["none"] + OPEN + ["refused", "withdrawn", "left", "removed"]

# (who, action, state) -> the state that comes of it. All else is refused.
STEPS = {("blog", "apply", "invited"): "approved",
         ("blog", "apply", "changes_asked"): "applied",
         ("blog", "accept", "invited"): "approved",
         ("blog", "decline", "invited"): "withdrawn",
         ("blog", "withdraw", "applied"): "withdrawn",
         ("blog", "withdraw", "changes_asked"): "withdrawn",
         ("blog", "leave", "approved"): "left",
         ("moderator", "invite", "applied"): "approved",
         ("moderator", "invite", "changes_asked"): "approved",
         ("moderator", "withdraw", "invited"): "withdrawn",
         ("moderator", "approve", "applied"): "approved",
         ("moderator", "approve", "changes_asked"): "approved",
         ("moderator", "refuse", "applied"): "refused",
         ("moderator", "refuse", "changes_asked"): "refused",
         ("moderator", "ask_changes", "applied"): "changes_asked",
         ("moderator", "remove", "approved"): "removed"}
for over in ["none"] + STATES[5:]:
    STEPS["blog", "apply", over] = "applied"
    STEPS["moderator", "invite", over] = "invited"

ACTIONS = ["apply", "invite", "accept", "decline", "approve", "refuse",
           "ask_changes", "withdraw", "leave", "remove", "nonsense"]
WORDS = {"refuse", "ask_changes", "remove"}

# How to get there.
PATHS = {"none": [], "invited": [("moderator", "invite")],
         "applied": [("blog", "apply")]}
PATHS["changes_asked"] = PATHS["applied"] + [("moderator", "ask_changes")]
PATHS["approved"] = PATHS["applied"] + [("moderator", "approve")]
PATHS["refused"] = PATHS["applied"] + [("moderator", "refuse")]
PATHS["withdrawn"] = PATHS["applied"] + [("blog", "withdraw")]
PATHS["left"] = PATHS["approved"] + [("blog", "leave")]
PATHS["removed"] = PATHS["approved"] + [("moderator", "remove")]


class Cast:
    """Everybody who may try."""

    def __init__(self, w):
        self.w, self.n = w, 0
        self.people = {who: w.member(who) for who in
                       ("blog", "author", "moderator", "owner", "outsider")}
        self.people["admin"] = w.member("admin", admin=True)
        self.people["nobody"] = NOBODY
        w.community(self.people["owner"], "circle")
        w.q("moderator_add", session=self.people["owner"],
            slug_key="circle", login_key="moderator")

    def pair(self):
        """A new blog, with one old post and a co-author, and its slug."""
        self.n += 1
        slug = f"blog{self.n}"
        blog = self.w.blog(self.people["blog"], slug)
        self.w.q("blog_author_set", session=self.people["blog"],
                 slug_key=slug, login_key="author", role="author")
        self.w.post(self.people["blog"], blog, "Old")
        return blog, slug

    def act(self, who, action, blog, slug, words="Because.", nonce=None):
        """Takes a step; the outcome."""
        nonce = nonce or secrets.token_urlsafe(16)
        session = self.people[who]
        if action == "apply":
            return self.w.q("membership_apply", session=session, blog_id=blog,
                            community_key="circle", message=words,
                            nonce=nonce)
        if action == "invite":
            return self.w.q("membership_invite", session=session,
                            blog_key=slug, community_key="circle",
                            message=words, nonce=nonce)
        return self.w.q("membership_act", session=session,
                        id=self.newest(blog) or 0, action=action, body=words,
                        announce=0, nonce=nonce)

    def newest(self, blog):
        rows = self.w.sql("SELECT id FROM membership WHERE blog = %s "
                          "ORDER BY id DESC LIMIT 1", blog)
        return rows[0][0] if rows else None

    def state(self, blog):
        rows = self.w.sql("SELECT state FROM membership WHERE blog = %s "
                          "ORDER BY id DESC LIMIT 1", blog)
        return rows[0][0] if rows else "none"

    def at(self, state):
        """A new pair that has got to this state."""
        blog, slug = self.pair()
        for who, action in PATHS[state]:
            assert self.act(who, action, blog, slug)["result"] == "ok"
        assert self.state(blog) == state
        return blog, slug


def events(w, blog):
    return w.one("SELECT count(*) FROM event WHERE blog = %s "
                 "AND membership IS NOT NULL", blog)


def walk(w, cast):
    """Every state, every action, everybody."""
    wrong = []
    tried = 0
    for state in STATES:
        blog, slug = cast.at(state)
        for action in ACTIONS:
            for who in cast.people:
                side = "moderator" if who == "owner" else who
                wanted = STEPS.get((side, action, state))
                before = events(w, blog)
                notices = w.one("SELECT count(*) FROM notice")
                got = cast.act(who, action, blog, slug)
                tried += 1
                new = events(w, blog) - before
                told = w.one("SELECT count(*) FROM notice") - notices
                after = cast.state(blog)
                if wanted:
                    # Told are the owner, the moderator and the blog's owner,
                    # without whom did it.
                    good = (got["result"], got["state"], after, new, told) \
                        == ("ok", wanted, wanted, 1, 2)
                    blog, slug = cast.at(state)
                else:
                    good = got["result"] != "ok" and after == state \
                        and new == 0 and told == 0
                if not good:
                    wrong.append((state, action, who, got, after, new, told))
    is_(wrong, [], f"{tried} steps: right ones are taken, logged, told to all "
        "that they concern; others change nothing")


def words_and_answers(w, cast):
    for state, action in (("applied", "refuse"), ("applied", "ask_changes"),
                          ("approved", "remove"), ("changes_asked", "refuse")):
        blog, slug = cast.at(state)
        is_(cast.act("moderator", action, blog, slug, " \n\t ")["result"],
            "reason_required", f"{action} needs a reason")
    blog, slug = cast.at("applied")
    is_(cast.act("outsider", "approve", blog, slug)["result"], "not_found",
        "who has no part in it is not told that it is there")
    is_(cast.act("author", "approve", blog, slug)["result"], "not_allowed",
        "who sees it and decides nothing is told so")
    is_(cast.act("author", "withdraw", blog, slug)["result"], "not_allowed",
        "a co-author does not decide for the blog")
    is_(cast.act("nobody", "approve", blog, slug)["result"], "log_in",
        "nobody is asked to log in")
    is_(cast.act("moderator", "accept", blog, slug)["result"], "not_allowed",
        "a moderator does not accept for the blog")
    is_(cast.act("blog", "accept", blog, slug)["result"], "wrong_state",
        "there is nothing to accept")


def nonces(w, cast):
    blog, slug = cast.pair()
    first = cast.act("blog", "apply", blog, slug, nonce="once")
    again = cast.act("blog", "apply", blog, slug, nonce="once")
    is_(again, first, "an application sent twice is one")
    is_(events(w, blog), 1, "with one line in the log")
    cast.act("moderator", "approve", blog, slug, nonce="twice")
    again = cast.act("moderator", "approve", blog, slug, nonce="twice")
    is_((again["result"], again["state"]), ("ok", "approved"),
        "so is an approval")
    is_(cast.act("blog", "apply", blog, slug)["result"], "wrong_state",
        "without the nonce it is one too many")


def episodes(w, cast):
    """Refused, mended, refused, applied again: all of it is remembered."""
    blog, slug = cast.at("refused")
    first = cast.newest(blog)
    cast.act("blog", "apply", blog, slug, "Better now.")
    second = cast.newest(blog)
    ok(first != second and w.one(
        "SELECT previous FROM membership WHERE id = %s", second) == first,
       "applying again is a new episode that names the old one")
    is_(w.q("membership_act", session=cast.people["moderator"], id=first,
            action="approve", announce=0)["result"], "wrong_state",
        "a page that shows the old one decides nothing")
    cast.act("moderator", "ask_changes", blog, slug, "A picture, please.")
    cast.act("blog", "apply", blog, slug, "There it is.")
    cast.act("moderator", "approve", blog, slug, "")
    wanted = [("applied", "Because.", "blog"), ("refused", "Because.",
              "moderator"), ("applied", "Better now.", "blog"),
              ("changes_asked", "A picture, please.", "moderator"),
              ("resubmitted", "There it is.", "blog"),
              ("approved", "", "moderator")]
    for who in "blog", "author", "moderator", "owner", "admin":
        rows = w.q("membership_history", id=first, session=cast.people[who])
        is_([(r["kind"], r["body"], r["actor_login"]) for r in rows], wanted,
            f"{who} sees the whole history")
    for who in "outsider", "nobody":
        is_(w.q("membership_history", id=first, session=cast.people[who]), [],
            f"{who} sees none of it")
    row = w.q("membership_by_id", id=second, session=cast.people["blog"])
    is_((row["message"], row["state"], row["is_again"], row["is_approved"],
         row["viewer_is_blog_owner"], row["viewer_is_moderator"]),
        ("There it is.", "approved", True, True, True, False),
        "the episode says how it stands")


def queues(w, cast):
    community = "queue"
    owner = cast.people["owner"]
    w.community(owner, community)
    blogs = [cast.pair() for _ in range(3)]
    for blog, _ in blogs[:2]:
        w.q("membership_apply", session=cast.people["blog"], blog_id=blog,
            community_key=community, message="Please.")
    w.q("membership_invite", session=owner, blog_key=blogs[2][1],
        community_key=community)
    rows = w.q("applications", slug_key=community, session=owner)
    is_([(r["blog_id"], r["state"], r["message"]) for r in rows],
        [(blogs[0][0], "applied", "Please."), (blogs[1][0], "applied",
                                               "Please."),
         (blogs[2][0], "invited", "")],
        "the queue: first come, first; what waits for blogs behind")
    is_([r["title"] for r in w.q("application_posts", slug_key=community,
                                 session=owner)], ["Old"] * 3,
        "with the newest posts of each")
    for who in "blog", "author", "outsider", "nobody":
        is_((w.q("applications", slug_key=community,
                 session=cast.people[who]),
             w.q("application_posts", slug_key=community,
                 session=cast.people[who])), ([], []),
            f"{who} does not see it")
    full = w.q("community_by_slug", slug_key=community, session=owner)
    is_((full["n_waiting"], full["viewer_is_moderator"]), (2, True),
        "two wait for a decision")
    full = w.q("community_by_slug", slug_key=community)
    is_((full["n_waiting"], full["viewer_is_moderator"]), (0, False),
        "which is nobody else's business")
    mine = [r for r in w.q("memberships_mine", session=cast.people["blog"])
            if r["community_slug"] == community]
    is_([(r["blog_id"], r["state"]) for r in mine],
        [(blogs[2][0], "invited"), (blogs[0][0], "applied"),
         (blogs[1][0], "applied")], "the blog's owner sees what waits")
    choices = {r["blog_id"]: (r["can_apply"], r["is_invited"], r["is_applied"])
               for r in w.q("apply_choices", slug_key=community,
                            session=cast.people["blog"])}
    is_([choices[b] for b, _ in blogs],
        [(False, False, True), (False, False, True), (True, True, False)],
        "and which of the blogs may apply")
    row = w.q("applications", slug_key=community, session=owner)[0]
    w.q("membership_act", session=owner, id=row["id"], action="refuse",
        body="No.")
    is_([r["answer"] for r in w.q("applications_past", slug_key=community,
                                  session=owner)], ["No."],
        "what was refused is listed with its reason")
    is_(w.q("applications_past", slug_key=community,
            session=cast.people["outsider"]), [], "to moderators only")


def closed(w, cast):
    owner, blogger = cast.people["owner"], cast.people["blog"]
    w.community(owner, "club", opened=False)
    blog, slug = cast.pair()

    def apply():
        return w.q("membership_apply", session=blogger, blog_id=blog,
                   community_key="club", message="")

    is_(apply()["result"], "closed", "a closed community takes nobody")
    w.q("membership_invite", session=owner, blog_key=slug,
        community_key="club")
    is_(apply()["state"], "approved", "but whom it has invited")


def notices(w, cast):
    blog, slug = cast.at("approved")
    rows = w.q("notices_mine", session=cast.people["blog"])
    row = rows[0]
    is_((row["kind"], row["is_unread"], row["actor_login"],
         row["community_slug"], row["blog_slug"]),
        ("approved", True, "moderator", "circle", slug),
        "the blog's owner is told of the approval")
    before = w.q("viewer", session=cast.people["blog"])["n_unread"]
    w.q("notices_read", session=cast.people["owner"], up_to=10**9)
    is_(w.q("viewer", session=cast.people["blog"])["n_unread"], before,
        "another's reading marks nothing")
    w.q("notices_read", session=cast.people["blog"], up_to=row["notice_id"])
    is_(w.q("viewer", session=cast.people["blog"])["n_unread"], 0,
        "she reads, and nothing is new")
    is_(w.q("notices_mine", session=cast.people["outsider"]), [],
        "the outsider is told nothing")


with World() as w:
    cast = Cast(w)
    walk(w, cast)
    is_(w.derived_wrong(), [], "everything derived followed each step")
    words_and_answers(w, cast)
    nonces(w, cast)
    episodes(w, cast)
    queues(w, cast)
    closed(w, cast)
    notices(w, cast)
    is_(w.derived_wrong(), [], "and still does")

done_testing()

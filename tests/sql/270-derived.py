#!/usr/bin/python3
"""What is derived stays right through a long random story, and in races."""

import random
import threading

from tap import done_testing, is_, ok
from world import World

STEPS = 600


class Story:
    """People who do things at random; whatever is refused is refused."""

    def __init__(self, w, seed):
        self.w, self.random = w, random.Random(seed)
        self.root = w.member("root", admin=True)
        self.people = [w.member(f"m{n}") for n in range(4)]
        self.blogs = [(f"b{n}", self.people[n % 4],
                       w.blog(self.people[n % 4], f"b{n}")) for n in range(6)]
        self.circles = [(f"c{n}", self.people[n]) for n in range(3)]
        for slug, who in self.circles:
            w.community(who, slug)
        self.posts = []

    def write(self):
        _, who, blog = self.random.choice(self.blogs)
        tags = self.random.sample(["a", "b", "c", "d"],
                                  self.random.randint(0, 3))
        made = self.w.q("post_create", session=who, blog_id=blog, title="T",
                        kind="markdown", tags=tags, tag_keys=tags,
                        publish=self.random.random() < 0.7)
        if made["result"] == "ok":
            self.posts.append((made["id"], who))

    def edit(self):
        number, who = self.random.choice(self.posts)
        tags = self.random.sample(["a", "b", "c", "d", "e"], 2)
        self.w.q("post_update", session=who, id=number, title="U",
                 kind="markdown", tags=tags, tag_keys=tags,
                 publish=self.random.random() < 0.5)

    def remove(self):
        number, who = self.random.choice(self.posts)
        what = self.random.choice(["post_delete", "post_restore"])
        self.w.q(what, session=self.random.choice([who, self.root]),
                 id=number)

    def move(self):
        slug, who, blog = self.random.choice(self.blogs)
        circle, moderator = self.random.choice(self.circles)
        choice = self.random.random()
        if choice < 0.3:
            self.w.q("membership_apply", session=who, blog_id=blog,
                     community_key=circle)
        elif choice < 0.45:
            self.w.q("membership_invite", session=moderator, blog_key=slug,
                     community_key=circle)
        else:
            rows = self.w.sql("SELECT max(m.id) FROM membership m "
                              "JOIN community c ON c.id = m.community "
                              "WHERE m.blog = %s AND c.slug = %s", blog,
                              circle)
            self.w.q("membership_act",
                     session=self.random.choice([who, moderator]),
                     id=rows[0][0] or 0, body="Because.",
                     action=self.random.choice(
                         ["approve", "approve", "refuse", "ask_changes",
                          "withdraw", "leave", "remove", "accept"]),
                     announce=self.random.randint(0, 3))

    def comment(self):
        number, _ = self.random.choice(self.posts)
        made = self.w.comment(self.random.choice(self.people), number)
        if made["result"] == "ok" and self.random.random() < 0.5:
            self.w.q("comment_act", session=self.root, id=made["id"],
                     action=self.random.choice(["hide", "delete"]))

    def blog_goes_or_comes(self):
        """Deleting is a member's; bringing back is the owner's of the data."""
        slug, who, blog = self.random.choice(self.blogs)
        if self.random.random() < 0.5:
            self.w.q("blog_delete", session=who, slug_key=slug)
        else:
            self.w.sql("UPDATE blog SET state = 'active' WHERE id = %s",
                       blog)

    def step(self):
        deeds = [self.write] * 4 + [self.move] * 6
        if self.posts:
            deeds += [self.edit] * 3 + [self.remove] * 2 + [self.comment] * 2
        deeds += [self.blog_goes_or_comes]
        deed = self.random.choice(deeds)
        deed()
        return deed.__name__


def story(w, seed):
    told = Story(w, seed)
    for n in range(STEPS):
        name = told.step()
        wrong = w.derived_wrong()
        if wrong:
            is_(wrong, [], f"seed {seed}, step {n}, {name}")
            return
    ok(w.one("SELECT count(*) FROM community_post") > 10
       and w.one("SELECT count(*) FROM membership") > 10,
       f"{STEPS} random steps, and everything derived follows each of them")


def announcing(w):
    """Old posts are in the community's page, few or none in its feed."""
    ann, mod = w.member("ann"), w.member("mod")
    w.community(mod, "ring")
    for announce, wanted in ((0, 0), (2, 2), (9, 4), (-1, 0)):
        blog = w.blog(ann, f"old{announce}")
        posts = [w.post(ann, blog, f"P{n}") for n in range(4)]
        w.sql("UPDATE post SET published_at = now() - interval '9 days' * "
              "(%s - id + 1) WHERE blog = %s", posts[-1], blog)
        made = w.q("membership_apply", session=ann, blog_id=blog,
                   community_key="ring")
        w.q("membership_act", session=mod, id=made["id"], action="approve",
            announce=announce)
        page = [r for r in w.q("posts_by_community", slug_key="ring")
                if r["blog_id"] == blog]
        feed = [r for r in w.q("feed_community", slug_key="ring")
                if r["blog_slug"] == f"old{announce}"]
        is_((len(page), len(feed)), (4, wanted),
            f"announce {announce}: all in the page, {wanted} in the feed")
        if wanted:
            ok(min(r["at"] for r in feed) > max(r["at"] for r in page
               if r["id"] not in {f["id"] for f in feed})
               if wanted < 4 else True, "at the moment of the approval")
            ok(all(r["at"] > r["published_at"] for r in feed),
               "which is not when they were written")
        fresh = w.post(ann, blog, "Fresh")
        is_(w.q("feed_community", slug_key="ring")[0]["id"], fresh,
            "what comes later is in the feed at once")
    is_(w.derived_wrong(), [], "and all of it follows")


def race(w, prepare_, first, second, name):
    """Two transactions: the second starts before the first commits."""
    a, b = w.cursor("sala_owner"), w.cursor("sala_owner")
    prepare_()
    a.connection.autocommit = False
    first(a)
    done = threading.Thread(target=second, args=(b,))
    done.start()
    # The second either waits for the first or is done: both may be.
    while done.is_alive() and not w.someone_waits():
        done.join(0.01)
    a.connection.commit()
    done.join()
    is_(w.derived_wrong(), [], name)


def races(w):
    ann, mod = w.member("racer"), w.member("judge")
    w.community(mod, "race")
    state = {}

    def applied():
        state["n"] = state.get("n", 0) + 1
        slug = f"race{state['n']}"
        state["slug"] = slug
        state["blog"] = w.blog(ann, slug)
        state["draft"] = w.post(ann, state["blog"], publish=False)
        state["id"] = w.q("membership_apply", session=ann,
                          blog_id=state["blog"], community_key="race")["id"]

    def approve(cursor):
        cursor.execute("SELECT result FROM membership_act(%s, %s, 'approve',"
                       " '', 0, NULL)", (mod.session, state["id"]))
        assert cursor.fetchone()[0] == "ok"

    def publish(cursor):
        cursor.execute(
            "SELECT result FROM post_create(%s, %s, 'T', 't', '', '', "
            "'markdown', '', '', 1, NULL, '{x}', '{x}', true, NULL)",
            (ann.session, state["blog"]))
        assert cursor.fetchone()[0] == "ok"

    def publish_draft(cursor):
        cursor.execute(
            "SELECT result FROM post_update(%s, %s, NULL, 'T', 't', '', '', "
            "'markdown', '', '', 1, NULL, '{x}', '{x}', true)",
            (ann.session, state["draft"]))
        assert cursor.fetchone()[0] == "ok"

    def delete(cursor):
        cursor.execute("SELECT result FROM blog_delete(%s, %s)",
                       (ann.session, state["slug"]))
        assert cursor.fetchone()[0] == "ok"

    for write in publish, publish_draft:
        race(w, applied, approve, write,
             f"{write.__name__} while the blog is approved")
        race(w, applied, write, approve,
             f"approve while {write.__name__} is not done")
    race(w, applied, publish_draft, delete, "delete the blog meanwhile")
    is_(w.one("SELECT count(*) FROM community_post cp JOIN community c "
              "ON c.id = cp.community WHERE c.slug = 'race'"), 4,
        "each post came into the community")


with World() as w:
    announcing(w)
    races(w)
with World() as w:
    story(w, 20050525)

done_testing()

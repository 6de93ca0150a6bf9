"""What somebody may not see changes nothing of what they see: no list, no
feed, no count, no order, not a byte of any page."""

import re

import sala
import stage as stages
from tap import diag, done_testing, ok

ONCE = re.compile(rb'name="(nonce|csrf)" value="[^"]*"')


def paths(stage):
    """All pages that show other people's things, and all feeds."""
    found = ["/?again", "/c?again"]
    for method, route in stages.routes():
        if method == "GET" and (route in stages.cached_routes()
                                or route == "/p/{id:int}/comment"):
            found.append(stage.path(route, stages.sample(route)))
    for thing in stage.main_blog, stage.main_community:
        found += [thing.path, thing.path + "/feed.rss"]
    return found + [stage.main_community.path + "/members", "/m/coauthor"]


def look(stage, who):
    """{path: what stands there}, without what is new each time."""
    stage.settle()
    seen = {}
    for path in paths(stage):
        page = stage.client(who).get(path)
        seen[path] = (page.status, page.headers["ETag"],
                      page.headers["Last-Modified"],
                      ONCE.sub(b"", page.body))
    return seen


def check_unseen(stage, what, make):
    before = {who: look(stage, who) for who in ("guest", "stranger")}
    make()
    for who, pages in before.items():
        after = look(stage, who)
        changed = [path for path in pages if pages[path] != after[path]]
        if not ok(not changed, f"{what} changes nothing for the {who}"):
            diag("\n".join(changed))


def check_seen(stage, what, make):
    """The same test notices what may be seen."""
    before = look(stage, "guest")
    make()
    after = look(stage, "guest")
    ok(any(before[path] != after[path] for path in before),
       f"{what} can be seen")


with sala.Server() as server:
    stage = stages.Stage(server)
    author = stage.members["author"]
    commented = stage.thing("published")
    stage.comment(stage.members["coauthor"], commented)
    # Other things to stand before or behind in lists.
    stage.membership(stage.thing("blog"), stage.thing("community"))
    stage.comment(stage.members["coauthor"],
                  stage.post(author, stage.thing("blog"), tags=["other"]))
    blogs = {state: stage.blog(stage.members["coauthor"])
             for state in stages.MEMBERSHIP_STATES if state != "approved"}
    unseen = {
        "a draft": lambda: stage.post(
            author, stage.main_blog, state="draft", tags=["stagetag"]),
        "a held comment": lambda: stage.comment(None, commented, "held"),
        "a hidden comment": lambda: stage.comment(
            stage.members["coauthor"], commented, "hidden"),
        "a deleted comment": lambda: stage.comment(
            stage.members["coauthor"], commented, "deleted"),
        "a closed blog": lambda: stage.make_shut(),
        "a closed community": lambda: stage.make_down(),
    }
    for state, blog in blogs.items():
        unseen[f"a membership that is {state}"] = \
            lambda state=state, blog=blog: stage.membership(
                blog, stage.main_community, state, "Please.", "No.")
    for what, make in unseen.items():
        check_unseen(stage, what, make)
    check_seen(stage, "a comment", lambda: stage.comment(
        stage.members["coauthor"], commented))
    check_seen(stage, "a post", lambda: stage.post(author, stage.main_blog))
    check_seen(stage, "a membership", lambda: stage.membership(
        stage.blog(author), stage.main_community))

done_testing()

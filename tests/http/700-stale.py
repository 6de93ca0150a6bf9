#!/usr/bin/python3
"""Kept pages are never stale: every way to write, and after each of them
every page that is kept, as each of two workers gives it, beside a fresh one.

A line of the table names a route, who writes, what to, what is done, and
whether strangers see anything of it (+) or nothing (-). A POST route without
a line fails, and a kept page's route without an address that is looked at.
"""

import re

import sala
import scene
import stage
import story
import town
from tap import diag, done_testing, is_, ok

WRITES = """
POST /signup                     guest      -          sign-up      +
POST /login                      guest      -          log-in       -
POST /language                   guest      -          thai         -
POST /settings                   author     -          profile      +
POST /settings                   author     -          other-lang   -
POST /settings/sessions          stranger   -          others       -
POST /settings/password          stranger   -          password     -
POST /dashboard                  author     -          mark-read    -
POST /logout                     coauthor   -          log-out      -
POST /accounts                   admin      -          shut-out     +
POST /accounts                   admin      -          let-in       +

POST /blogs/new                  stranger   -          open         +
POST /b/{blog}/settings          blogger    blog       retitle      +
POST /b/{blog}/settings          blogger    blog       rename       +
POST /b/{blog}/authors           blogger    blog       welcome      +
POST /b/{blog}/authors           blogger    blog       co-own       -
POST /b/{blog}/authors           blogger    blog       dismiss      +
POST /b/{blog}/authors           coauthor   blog       resign       +
POST /b/{blog}/close             blogger    blog       -            +

POST /b/{blog}/write             author     blog       publish      +
POST /b/{blog}/write             author     blog       draft        -
POST /b/{blog}/write             author     blog       preview      -
POST /p/{id:int}/edit            author     published  save         +
POST /p/{id:int}/edit            author     draft      draft        -
POST /p/{id:int}/edit            author     draft      publish      +
POST /p/{id:int}/delete          author     published  -            +
POST /p/{id:int}/delete          author     draft      -            -
POST /p/{id:int}/restore         author     deleted    -            +
POST /p/{id:int}/restore         admin      taken-down -            +
POST /p/{id:int}/restore         author     discarded  -            -

POST /p/{id:int}/comment         stranger   published  as-member    +
POST /p/{id:int}/comment         guest      published  as-guest     -
POST /comment/{id:int}           author     held       approve      +
POST /comment/{id:int}           author     held       hide         -
POST /comment/{id:int}           author     held       delete       -
POST /comment/{id:int}           author     visible    hide         +
POST /comment/{id:int}           coauthor   visible    delete       +
POST /comment/{id:int}           moderator  hidden     show         +
POST /comment/{id:int}           admin      hidden     delete       -

POST /c/new                      stranger   -          found        +
POST /c/{community}/settings     owner      community  alter        +
POST /c/{community}/settings     owner      community  move         +
POST /c/{community}/settings     owner      community  shut         +
POST /c/{community}/settings     owner      private    alter        +
POST /c/{community}/moderators   owner      community  appoint      +
POST /c/{community}/moderators   owner      community  unseat       +
POST /c/{community}/moderators   moderator  community  stand-down   +
POST /c/{community}/hand-over    owner      community  crown        +
POST /c/{community}/close        owner      community  -            +

POST /c/{community}/apply        blogger    community  apply        -
POST /c/{community}/invite       moderator  community  invite       -
POST /membership/{id:int}        blogger    invited    accept       +
POST /membership/{id:int}        blogger    invited    decline      -
POST /membership/{id:int}        moderator  applied    approve      +
POST /membership/{id:int}        moderator  applied    refuse       -
POST /membership/{id:int}        moderator  applied    ask_changes  -
POST /membership/{id:int}        blogger    applied    withdraw     -
POST /membership/{id:int}        moderator  changes-asked  approve  +
POST /membership/{id:int}        blogger    approved   leave        +
POST /membership/{id:int}        moderator  approved   remove       +
POST /c/{community}/apply        blogger    re-entry   apply-again  -
"""

POST = {"title": "A title", "body": "Some text.", "tags": "stagetag, new",
        "kind": "markdown"}
COMMUNITY = {"title": "Another title", "about": "", "rules": "",
             "entry": "open"}


class Deeds:
    """What each form sends besides its action, token and nonce."""

    def __init__(self, a_town):
        self.town, self.members = a_town, a_town.members

    def fields(self, deed, thing):
        name = "do_" + deed.replace("-", "_")
        if hasattr(self, name):
            return getattr(self, name)(thing)
        return {"action": deed, "reason": "Because."}

    def do_sign_up(self, _):
        return {"login": self.town.fresh("new"), "name": "New", "next": "",
                "password": story.PASSWORD, "email": ""}

    def do_log_in(self, _):
        return {"login": "stranger", "password": story.PASSWORD}

    def do_thai(self, _):
        return {"lang": "th", "next": "/"}

    def do_profile(self, _):
        return {"pen_name": "Another Name", "about": "Words.",
                "position": "Somebody", "language": "th"}

    def do_other_lang(self, _):
        return {"pen_name": "Another Name", "about": "Words.",
                "position": "Somebody", "language": "en"}

    def do_others(self, _):
        return {"others": "1"}

    def do_password(self, _):
        return {"old_password": story.PASSWORD,
                "password": "another horse 10 staple"}

    def do_mark_read(self, _):
        return {"up_to": "1"}

    def do_log_out(self, _):
        return {}

    def do_shut_out(self, _):
        return {"account": self.members["author"].id, "state": "disabled"}

    def do_let_in(self, _):
        return {"account": self.members["author"].id, "state": "active"}

    def do_open(self, _):
        return {"title": "A blog", "slug": self.town.fresh("opened")}

    def do_retitle(self, thing):
        return {"title": "Another title", "slug": thing.slug, "about": "x"}

    def do_rename(self, _):
        return {"title": "A title", "slug": self.town.fresh("renamed"),
                "about": ""}

    def do_welcome(self, _):
        return {"action": "add_author", "login": "stranger"}

    def do_co_own(self, _):
        return {"action": "add_owner", "login": "coauthor"}

    def do_dismiss(self, _):
        return {"action": "remove", "account": self.members["author"].id}

    def do_resign(self, _):
        return {"action": "remove", "account": self.members["coauthor"].id}

    def do_publish(self, _):
        return {**POST, "action": "publish"}

    def do_draft(self, _):
        return {**POST, "action": "draft"}

    def do_preview(self, _):
        return {**POST, "action": "preview"}

    def do_save(self, _):
        return {**POST, "action": "save"}

    def do_as_member(self, _):
        return {"body": "A comment."}

    def do_as_guest(self, _):
        return {"body": "A comment.", "guest_name": "Anybody"}

    def do_found(self, _):
        return {**COMMUNITY, "slug": self.town.fresh("founded")}

    def do_alter(self, thing):
        return {**COMMUNITY, "slug": thing.slug}

    def do_move(self, _):
        return {**COMMUNITY, "slug": self.town.fresh("moved")}

    def do_shut(self, thing):
        return {**COMMUNITY, "slug": thing.slug, "entry": "closed"}

    def do_appoint(self, _):
        return {"action": "add", "login": "stranger"}

    def do_unseat(self, _):
        return {"action": "remove", "account": self.members["moderator"].id}

    do_stand_down = do_unseat

    def do_crown(self, _):
        return {"account": self.members["moderator"].id}

    def do_apply(self, _):
        return {"blog": self.town.make_blog().id, "message": "Please."}

    def do_apply_again(self, thing):
        return {"blog": thing.blog, "message": "Please, again."}

    def do_invite(self, _):
        return {"blog": self.town.make_blog().slug, "message": "Please."}


def rows():
    for line in WRITES.splitlines():
        if line:
            method, route, *words = line.split()
            yield (method, route), *words


def write(a_town, route, row):
    """One line of the table: who sends what, and what becomes of the pages."""
    who, name, deed, effect = row
    a_town.begin_row()
    thing = (scene.Thing(0, "", "") if name == "-"
             else a_town.thing(name.replace("-", "_"), anew=True))
    fields = Deeds(a_town).fields(deed, thing)
    path = a_town.path(route[1], name, made=thing)
    client, token = a_town.client(who), a_town.token(who)
    not_kept = a_town.read()
    page = client.post(path, {"csrf": token, "nonce": scene.nonce(), **fields})
    stale, changed = a_town.compare()
    wrong = [f"{path} is not kept" for path in not_kept]
    wrong += [f"{path} is stale" for path in stale]
    if page.status not in ((200,) if deed == "preview" else (303,)):
        wrong.append(f"the answer is {page.status}: {page.text('//main')}")
    if bool(changed) != (effect == "+"):
        wrong.append(f"strangers see a change of {changed}")
    if not ok(not wrong, " ".join(["after", *route, who, name, deed])):
        diag("\n".join(wrong))
    if route[1] in ("/signup", "/logout", "/settings/password", "/login"):
        a_town.forget_clients()


def commands(a_town):
    """Other programs of this machine tell the server what they wrote."""
    for words, effect in ((("create", "somsri"), "+"),
                          (("password", "somsri"), "-"), (("list",), "-")):
        a_town.begin_row()
        a_town.read()
        owner = sala.cluster().url(a_town.server.database, "sala_owner")
        flags = ["--password-stdin"] if len(words) > 1 else []
        done = sala.command(
            "admin", *words, *flags, stdin=story.PASSWORD + "\n",
            database_owner=owner, database=a_town.server.options["database"])
        is_(done.returncode, 0, f"sala admin {words[0]}")
        # Its notification is on its way.
        sala.wait_for(lambda: not a_town.compare()[0], "the news to come")
        is_(bool(a_town.compare()[1]), effect == "+", "and pages follow")


def is_covered(a_town):
    is_(sorted(set(stage.routes()) - {r for r, *_ in rows()}
               - {r for r in stage.routes() if r[0] == "GET"}), [],
        "every POST route has a line in the table")
    is_(sorted({r for r, *_ in rows()} - set(stage.routes())), [],
        "every line of the table has a route")
    patterns = {route: re.sub(r"\\{id:int\\}", r"\\d+", re.sub(
        r"\\{(\w+)\\}", "[^/]+", re.escape(route)))
        for route in stage.cached_routes()}
    is_([route for route, pattern in patterns.items()
         if not any(re.fullmatch(pattern, path) for path in a_town.pages)],
        [], "every kept page's route has an address that is looked at")


with sala.Server(workers=2) as server:
    story.sign_up(server, "first")
    TOWN = town.Town(server, password_of="first")
    is_covered(TOWN)
    is_(TOWN.read(), [], "every page is kept")
    for ROUTE, *ROW in rows():
        write(TOWN, ROUTE, ROW)
    commands(TOWN)
done_testing()

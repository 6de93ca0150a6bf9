"""Who may do what to what: every route, for everybody, in every state.

Each line of the table names a thing (tests/stage.py says what it is), for a
POST what is done to it, and what each of nine people gets. `log` is the way
to the log-in page: a redirect for a GET; for a POST the log-in page itself,
with what was written in it. A route without a line here, or a line without a
route, fails.

Every POST is of a form that is right in all else, with a right token, and to
a thing of its own. Every answer is searched for words that its reader must
not see.
"""

import re

import sala
import scene
import stage as stages
import story
from stage import WHO
from tap import diag, done_testing, is_, ok

# guest stranger coauthor author blogger moderator owner admin disabled
MATRIX = """
GET /about
    -                  all 200
GET /subscribe
    -                  all 200
GET /
    -                  all 200
GET /latest
    -                  all 200
GET /healthz
    -                  all 200
GET /readyz
    -                  all 200
GET /metrics
    -                  all 200
GET /robots.txt
    -                  all 200
GET /favicon.ico
    -                  all 301
GET /assets/{file}
    asset              all 200
    no-asset           all 404

GET /signup
    -                  all 200
POST /signup
    - sign-up          all 303
GET /login
    -                  all 200
POST /login
    - log-in           all 303
    - guess            all log
POST /logout
    -                  all 303
GET /language
    -                  all 200
POST /language
    - thai             all 303
GET /settings
    -                  log 200 200 200 200 200 200 200 log
POST /settings
    - profile          log 303 303 303 303 303 303 303 log
GET /settings/password
    -                  log 200 200 200 200 200 200 200 log
POST /settings/password
    - password         log 303 303 303 303 303 303 303 log
GET /settings/sessions
    -                  log 200 200 200 200 200 200 200 log
POST /settings/sessions
    - other-sessions   all 303
GET /dashboard
    -                  log 200 200 200 200 200 200 200 log
POST /dashboard
    - answers-read     log 303 303 303 303 303 303 303 log
GET /accounts
    -                  log 403 403 403 403 403 403 200 log
GET /admin/requests
    -                  log 403 403 403 403 403 403 200 log
POST /accounts
    - shut-out         log 403 403 403 403 403 403 303 log
    - shut-self-out    log 403 403 403 403 403 403 403 log
GET /m/{member}
    member             all 200
    disabled-member    all 200
    no-member          all 404

GET /b/{blog}
    blog               all 200
    shut               all 410
    no-blog            all 404
GET /b/{blog}/feed.rss
    blog               all 200
    shut               all 410
    no-blog            all 404
GET /blogs/new
    -                  log 200 200 200 200 200 200 200 log
POST /blogs/new
    - open             log 303 303 303 303 303 303 303 log
GET /b/{blog}/settings
    blog               log 403 403 403 200 403 403 403 log
    shut               log 404 404 404 404 404 404 404 log
    no-blog            log 404 404 404 404 404 404 404 log
POST /b/{blog}/settings
    blog retitle       log 403 403 403 303 403 403 403 log
    shut retitle       log 404 404 404 404 404 404 404 log
GET /b/{blog}/authors
    blog               log 403 200 200 200 403 403 200 log
    shut               log 404 404 404 404 404 404 404 log
POST /b/{blog}/authors
    blog welcome       log 403 403 403 303 403 403 403 log
    blog resign        log 403 303 303 422 403 403 403 log
    shut welcome       log 404 404 404 404 404 404 404 log
GET /b/{blog}/close
    blog               log 403 403 403 200 403 403 200 log
    shut               log 404 404 404 404 404 404 404 log
POST /b/{blog}/close
    blog               log 403 403 403 303 403 403 303 log
    shut               log 404 404 404 404 404 404 404 log
GET /b/{blog}/communities
    blog               log 403 200 200 200 403 403 200 log
    shut               log 404 404 404 404 404 404 404 log

GET /write
    -                  log 303 200 200 200 303 303 303 log
GET /b/{blog}/write
    blog               log 403 200 200 200 403 403 403 log
    shut               log 404 404 404 404 404 404 404 log
    no-blog            log 404 404 404 404 404 404 404 log
POST /b/{blog}/write
    blog publish       log 403 303 303 303 403 403 403 log
    blog draft         log 403 303 303 303 403 403 403 log
    blog preview       log 403 200 200 200 403 403 403 log
    shut publish       log 404 404 404 404 404 404 404 log
GET /p/{id:int}
    published          all 301
    draft              404 404 404 301 404 404 404 404 404
    deleted            all 410
    discarded          404 404 404 410 404 404 404 404 404
    shut-in            all 410
    no-post            all 404
GET /p/{id:int}-{slug}
    published          all 200
    draft              404 404 404 200 404 404 404 404 404
    deleted            all 410
    shut-in            all 410
    no-post            all 404
GET /p/{id:int}/comments.rss
    published          all 200
    draft              all 404
    deleted            all 410
    shut-in            all 410
    no-post            all 404
GET /p/{id:int}/edit
    published          log 404 404 200 403 404 404 403 log
    draft              log 404 404 200 404 404 404 404 log
    deleted            log 404 404 404 404 404 404 404 log
    discarded          log 404 404 404 404 404 404 404 log
    shut-in            log 404 404 404 404 404 404 404 log
    no-post            log 404 404 404 404 404 404 404 log
POST /p/{id:int}/edit
    published save     log 404 404 303 403 404 404 403 log
    draft draft        log 404 404 303 404 404 404 404 log
    draft publish      log 404 404 303 404 404 404 404 log
    deleted save       log 404 404 404 404 404 404 404 log
    discarded save     log 404 404 404 404 404 404 404 log
    shut-in save       log 404 404 404 404 404 404 404 log
    no-post save       log 404 404 404 404 404 404 404 log
GET /p/{id:int}/delete
    published          log 403 403 200 200 403 403 200 log
    draft              log 404 404 200 404 404 404 404 log
    deleted            log 404 404 404 404 404 404 404 log
    shut-in            log 404 404 404 404 404 404 404 log
    no-post            log 404 404 404 404 404 404 404 log
POST /p/{id:int}/delete
    published          log 403 403 303 303 403 403 303 log
    draft              log 404 404 303 404 404 404 404 log
    deleted            log 404 404 303 404 404 404 404 log
    shut-in            log 404 404 404 404 404 404 404 log
    no-post            log 404 404 404 404 404 404 404 log
POST /p/{id:int}/restore
    deleted            log 404 404 303 404 404 404 404 log
    taken-down         log 404 404 404 404 404 404 303 log
    discarded          log 404 404 303 404 404 404 404 log
    published          log 403 403 403 403 403 403 403 log
    draft              log 404 404 403 404 404 404 404 log
    shut-in            log 404 404 404 404 404 404 404 log
    no-post            log 404 404 404 404 404 404 404 log

GET /p/{id:int}/comment
    published          all 200
    draft              all 404
    deleted            all 404
    shut-in            all 404
    no-post            all 404
POST /p/{id:int}/comment
    published as-member  422 303 303 303 303 303 303 303 log
    published as-guest   all 303
    draft as-guest       all 404
    deleted as-guest     all 404
    shut-in as-guest     all 404
GET /held
    -                  log 200 200 200 200 200 200 200 log
GET /comment/{id:int}
    visible            log 403 200 200 200 200 200 200 log
    held               log 404 404 200 200 200 200 200 log
    hidden             log 404 200 200 200 200 200 200 log
    erased             log 404 404 404 404 404 404 404 log
    orphan             log 404 404 404 404 404 404 404 log
    no-comment         log 404 404 404 404 404 404 404 log
POST /comment/{id:int}
    visible approve    log 403 403 409 409 409 409 409 log
    visible hide       log 403 403 303 303 303 303 303 log
    visible delete     log 403 303 303 303 303 303 303 log
    held approve       log 404 404 303 303 303 303 303 log
    held hide          log 404 404 303 303 303 303 303 log
    held delete        log 404 404 303 303 303 303 303 log
    hidden show        log 404 403 303 303 303 303 303 log
    hidden delete      log 404 303 303 303 303 303 303 log
    erased show        log 404 404 404 404 404 404 404 log
    orphan delete      log 404 404 404 404 404 404 404 log
    no-comment delete  log 404 404 404 404 404 404 404 log

GET /c
    -                  all 200
GET /c/new
    -                  log 200 200 200 200 200 200 200 log
POST /c/new
    - found            log 303 303 303 303 303 303 303 log
GET /c/{community}
    community          all 200
    private            all 200
    down               all 410
    no-community       all 404
GET /c/{community}/feed.rss
    community          all 200
    private            all 200
    down               all 410
    no-community       all 404
GET /c/{community}/members
    community          all 200
    down               all 410
    no-community       all 404
GET /c/{community}/settings
    community          log 403 403 403 403 403 200 200 log
    down               log 404 404 404 404 404 404 404 log
    no-community       log 404 404 404 404 404 404 404 log
POST /c/{community}/settings
    community reopen   log 403 403 403 403 403 303 303 log
    down reopen        log 404 404 404 404 404 404 404 log
GET /c/{community}/log
    community          log 403 403 403 403 200 200 200 log
    down               log 410 410 410 410 410 410 410 log
GET /c/{community}/moderators
    community          log 403 403 403 403 200 200 200 log
    down               log 404 404 404 404 404 404 404 log
POST /c/{community}/moderators
    community appoint  log 403 403 403 403 403 303 303 log
    community dismiss  log 403 403 403 403 403 303 303 log
    community resign   log 403 403 403 403 303 422 403 log
    down appoint       log 404 404 404 404 404 404 404 log
GET /c/{community}/hand-over
    community          log 403 403 403 403 403 200 200 log
    down               log 404 404 404 404 404 404 404 log
POST /c/{community}/hand-over
    community crown    log 403 403 403 403 403 303 303 log
    down crown         log 404 404 404 404 404 404 404 log
GET /c/{community}/close
    community          log 403 403 403 403 403 200 200 log
    down               log 410 410 410 410 410 410 410 log
POST /c/{community}/close
    community          log 403 403 403 403 403 303 303 log
    down               log 404 404 404 404 404 404 404 log
GET /c/{community}/queue
    community          log 403 403 403 403 200 200 200 log
    down               log 410 410 410 410 410 410 410 log
    no-community       log 404 404 404 404 404 404 404 log

GET /c/{community}/apply
    community          log 200 200 200 200 200 200 200 log
    private            log 200 200 200 200 200 200 200 log
    down               log 410 410 410 410 410 410 410 log
    no-community       log 404 404 404 404 404 404 404 log
POST /c/{community}/apply
    community apply    log 403 403 403 303 403 403 403 log
    private apply      log 403 403 403 403 403 403 403 log
    down apply         log 404 404 404 404 404 404 404 log
GET /c/{community}/invite
    community          log 403 403 403 403 200 200 403 log
    down               log 410 410 410 410 410 410 410 log
POST /c/{community}/invite
    community invite   log 403 403 403 403 303 303 403 log
    private invite     log 403 403 403 403 303 303 403 log
    down invite        log 410 410 410 410 410 410 410 log
GET /membership/{id:int}
    invited            log 404 200 200 200 200 200 200 log
    applied            log 404 200 200 200 200 200 200 log
    changes_asked      log 404 200 200 200 200 200 200 log
    approved           log 200 200 200 200 200 200 200 log
    refused            log 404 200 200 200 200 200 200 log
    withdrawn          log 404 200 200 200 200 200 200 log
    left               log 404 200 200 200 200 200 200 log
    removed            log 404 200 200 200 200 200 200 log
    no-membership      log 404 404 404 404 404 404 404 log
POST /membership/{id:int}
    invited withdraw   log 404 403 403 409 303 303 403 log
    applied approve    log 404 403 403 403 303 303 403 log
    applied apply      log 404 403 403 403 403 403 403 log
    changes_asked approve  log 404 403 403 403 303 303 403 log
    approved leave     log 403 403 403 303 403 403 403 log
    refused approve    log 404 403 403 403 409 409 403 log
    withdrawn approve  log 404 403 403 403 409 409 403 log
    left approve       log 404 403 403 403 409 409 403 log
    removed approve    log 404 403 403 403 409 409 403 log
    no-membership approve  log 404 404 404 404 404 404 404 log

GET /feed.rss
    -                  all 200
GET /t
    -                  all 200
GET /t/{tag}
    tag                all 200
    draft-tag          all 404
    no-tag             all 404
GET /t/{tag}/feed.rss
    tag                all 200
    draft-tag          all 404
    no-tag             all 404
"""

# One deed ends the session that does it, and others of the same person.
ENDS_SESSIONS = {"/signup", "/login", "/logout", "/settings/password",
                 "/settings/sessions"}

POST_FIELDS = {"title": "A title", "body": "Some text.", "tags": "one, two",
               "kind": "markdown"}


def read_matrix():
    """{(method, route): [(thing, deed, [nine codes])]}"""
    rows, row = {}, None
    for line in MATRIX.splitlines():
        words = line.split()
        if words and not line.startswith(" "):
            row = rows.setdefault((words[0], words[1]), [])
        elif words:
            cut = 1 if re.fullmatch("all|log|[0-9]+", words[1]) else 2
            codes = words[cut:]
            if codes[0] == "all":
                codes = codes[1:] * len(WHO)
            assert len(codes) == len(WHO), line
            row.append((words[0], words[1] if cut == 2 else "", codes))
    return rows


class Deeds:
    """The fields of each POST."""

    def __init__(self, stage):
        self.stage = stage

    def fields(self, deed, who, thing):
        """What the form sends, but token and nonce."""
        make = getattr(self, "do_" + deed.replace("-", "_"), None)
        if make:
            return make(who, thing)
        return {"action": deed}

    def _new_member(self):
        return self.stage.member()

    def do_sign_up(self, who, thing):
        return {"login": f"new{who}", "name": "New", "next": "",
                "password": story.PASSWORD, "email": ""}

    def do_log_in(self, who, thing):
        return {"login": self._new_member().login,
                "password": story.PASSWORD}

    def do_guess(self, who, thing):
        return {"login": self._new_member().login, "password": "guess guess"}

    def do_thai(self, who, thing):
        return {"lang": "th", "next": "/"}

    def do_profile(self, who, thing):
        return {"pen_name": who, "language": "en", "email": self.stage.one(
            "SELECT coalesce(max(email), '') FROM account WHERE login = %s",
            who)}

    def do_password(self, who, thing):
        return {"old_password": story.PASSWORD,
                "password": "another horse 10 staple"}

    def do_other_sessions(self, who, thing):
        return {"others": "1"}

    def do_answers_read(self, who, thing):
        return {"up_to": "1200000000000000"}

    def do_open(self, who, thing):
        return {"title": "A blog", "slug": f"opened-by-{who}"}

    def do_retitle(self, who, thing):
        return {"title": "Another title", "slug": thing.slug, "about": ""}

    def do_publish(self, who, thing):
        return {**POST_FIELDS, "action": "publish"}

    def do_draft(self, who, thing):
        return {**POST_FIELDS, "action": "draft"}

    def do_preview(self, who, thing):
        return {**POST_FIELDS, "action": "preview"}

    def do_save(self, who, thing):
        return {**POST_FIELDS, "action": "save"}

    def do_as_member(self, who, thing):
        return {"body": "A comment."}

    def do_as_guest(self, who, thing):
        return {"body": "A comment.", "guest_name": "Anybody"}

    def do_found(self, who, thing):
        return {"title": "A community", "slug": f"founded-by-{who}",
                "about": "", "rules": "", "entry": "open"}

    def do_reopen(self, who, thing):
        return {"title": "Another title", "slug": thing.slug, "about": "",
                "rules": "", "entry": "open"}

    def do_appoint(self, who, thing):
        return {"action": "add", "login": self._new_member().login}

    def do_dismiss(self, who, thing):
        other = self._new_member()
        self.stage.insert("community_moderator", community=thing.id,
                          account=other.id)
        return {"action": "remove", "account": other.id}

    def do_resign(self, who, thing):
        me = self.stage.members.get(who, self.stage.members["stranger"])
        return {"action": "remove", "account": me.id}

    def do_crown(self, who, thing):
        return {"account": self.stage.members["moderator"].id}

    def do_welcome(self, who, thing):
        return {"action": "add_author", "login": self._new_member().login}

    def do_shut_out(self, who, thing):
        return {"account": self._new_member().id, "state": "disabled"}

    def do_shut_self_out(self, who, thing):
        me = self.stage.members.get(who, self.stage.members["admin"])
        return {"account": me.id, "state": "disabled"}

    def do_apply(self, who, thing):
        return {"blog": self.stage.thing("blog").id, "message": "Please."}

    def do_invite(self, who, thing):
        return {"blog": self.stage.thing("blog").slug, "message": "Please."}


def is_log_in(method, page):
    """Whether this is the way to the log-in page."""
    if method == "GET":
        return page.status == 303 and page.headers["Location"].startswith(
            "/login?next=")
    return page.status == 422 and page.has(
        "//main//form[@action='/login']//input[@type='password']")


def send(stage, method, route, row, who):
    """One cell's request; the answer."""
    thing, deed, _ = row
    if method == "GET":
        return stage.client(who).get(stage.path(route, thing))
    made = scene.Thing(0, "", "") if thing == "-" else stage.thing(thing, True)
    path = stage.path(route, thing, made=made)
    fields = Deeds(stage).fields(deed, who, made) if deed else {}
    return stage.client(who).post(path, {
        "csrf": stage.token(who), "nonce": scene.nonce(), **fields})


def walk(stage, method, route, row):
    """One line of the table is one result."""
    thing, deed, codes = row
    wrong = []
    for who, code in zip(WHO, codes):
        page = send(stage, method, route, row, who)
        got = "log" if is_log_in(method, page) else str(page.status)
        if got != code:
            wrong.append(f"{who} gets {got}, not {code}")
        for word in stage.leaks(who, page):
            wrong.append(f"{who} sees {word}")
        if method == "GET":
            head = stage.client(who).head(stage.path(route, thing))
            if (head.status, head.body) != (page.status, b""):
                wrong.append(f"{who} gets {head.status} for a HEAD")
    if not ok(not wrong, f"{method} {route}: {thing} {deed}"):
        diag("\n".join(wrong))
    if method == "POST" and route in ENDS_SESSIONS:
        stage.forget_clients()


with sala.Server() as server:
    story.sign_up(server, "first")
    stage = stages.Stage(server, password_of="first")
    matrix = read_matrix()
    is_(sorted(set(stages.routes()) - set(matrix)), [],
        "every route has a line in the table")
    is_(sorted(set(matrix) - set(stages.routes())), [],
        "every line of the table has a route")
    for (method, _), rows in matrix.items():
        for thing, *_ in rows:
            if method == "GET" and thing != "-":
                stage.thing(thing)
    stage.settle()
    for (method, route), rows in matrix.items():
        for row in rows:
            walk(stage, method, route, row)
    is_(sorted(word for word, may in stage.secrets.items()
               if may and word not in stage.seen), [],
        "what only some may see was seen by them")

done_testing()

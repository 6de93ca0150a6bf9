"""The nine people and every kind of thing that the access tests look at.

    stage = Stage(server)
    stage.client("moderator").get(stage.path("/p/{id:int}-{slug}", "draft"))

One blog, with its owner and three more authors, is in one community, with
its owner and two more moderators. One of the authors, who is also one of the
moderators, was disabled and still has a session: it must be worth nothing.

stage.secrets says which words stand in things that not everybody may see,
and who may.
"""

import glob
import re

import sala
import scene
from scene import Thing

# blogger is the blog's owner, owner the community's. author wrote the posts,
# coauthor writes in the same blog and wrote the members' comments.
WHO = ("guest", "stranger", "coauthor", "author", "blogger", "moderator",
       "owner", "admin", "disabled")

# Both sides of a membership, and who decides about comments.
SIDES = {"coauthor", "author", "blogger", "moderator", "owner", "admin"}
DECIDERS = {"author", "blogger", "moderator", "owner", "admin"}

MEMBERSHIP_STATES = ("invited", "applied", "changes_asked", "approved",
                     "refused", "withdrawn", "left", "removed")
NEVER = Thing(987654321, "never", "/never")


class Stage(scene.Scene):
    """A scene with everybody and everything on it."""

    def __init__(self, server, password_of=None):
        super().__init__(server)
        if password_of:
            self.use_password_of(password_of)
        self.secrets = {}
        self.seen = set()
        self.is_made_anew = False
        self.clients = {}
        self.tokens = {}
        self.kept = {}
        self.members = {who: self._member(who) for who in WHO[1:]}
        m = self.members
        self.main_blog = self.blog(
            m["blogger"], "stage-blog",
            (m["coauthor"], m["author"], m["disabled"]))
        self.main_community = self.community(
            m["owner"], "stage-community", (m["moderator"], m["disabled"]))
        self.membership(self.main_blog, self.main_community, "approved",
                        self.secret("approved-message", SIDES),
                        self.secret("approved-answer", SIDES))

    def secret(self, word, may_see=()):
        """A word that only these may see, wherever it is put. In a thing
        that something is done to it is no secret."""
        word = re.sub("[^a-z]", "x", word)
        if self.is_made_anew:
            return f"done{word}"
        word = f"zq{word}zq"
        self.secrets[word] = set(may_see)
        return word

    def leaks(self, who, page):
        """The secrets in an answer that it must not hold."""
        shown = " ".join(v for n, v in page.headers.items()
                         if n not in ("Location", "Set-Cookie"))
        shown += page.body.decode("utf-8", "replace")
        words = [word for word in self.secrets if word in shown]
        self.seen.update(words)
        return [word for word in words if who not in self.secrets[word]]

    def _member(self, who):
        member = self.member(
            who, role="admin" if who == "admin" else "member",
            state="disabled" if who == "disabled" else "active",
            email=self.secret(f"email-{who}", {who}) + "@example.org",
            real_name=self.secret(f"real-name-{who}", {who} - {"disabled"}))
        if who == "disabled":
            gone = self.secret("disabled-about")
            self.sql("UPDATE account SET about = %s, about_html = %s,"
                     " position = %s, tags = %s WHERE id = %s",
                     gone, gone, gone, [gone], member.id)
        self.secrets[member.token] = set()
        return member

    # -- browsers

    def client(self, who):
        """This person's browser."""
        if who not in self.clients:
            self.clients[who] = (
                self.server.client() if who == "guest"
                else self.members[who].client_anew())
        return self.clients[who]

    def token(self, who):
        """The form token of that browser."""
        if who not in self.tokens:
            self.tokens[who] = scene.token_of(self.client(who))
        return self.tokens[who]

    def forget_clients(self):
        """Everybody opens a new browser: sessions may have ended."""
        for client in self.clients.values():
            client.close()
        self.clients, self.tokens = {}, {}

    # -- things by name

    def thing(self, name, anew=False):
        """The thing of this name; anew: one that nothing happened to."""
        if anew or name not in self.kept:
            self.is_made_anew = anew
            made = getattr(self, "make_" + name.replace("-", "_"))()
            self.is_made_anew = False
            if anew:
                return made
            self.kept[name] = made
        return self.kept[name]

    def path(self, route, name, made=None):
        """The route's address for this thing, or for one that was made."""
        if "{" not in route:
            return route
        thing = made or self.thing(name)
        values = {"id:int": thing.id}
        return re.sub(r"\{([^}]*)\}",
                      lambda m: str(values.get(m[1], thing.slug)), route)

    def _post(self, blog=None, **columns):
        return self.post(self.members["author"], blog or self.main_blog,
                         **columns)

    def _secret_post(self, word, may_see=(), **columns):
        return self._post(
            title=self.secret(f"{word}-title", may_see),
            body=self.secret(f"{word}-body", may_see),
            summary=self.secret(f"{word}-summary", may_see),
            tags=[self.secret(f"{word}-tag", may_see)], **columns)

    def make_published(self):
        return self._post(tags=["stagetag"])

    def make_draft(self):
        return self._secret_post("draft", {"author"}, state="draft")

    def make_deleted(self):
        return self._secret_post("deleted", state="deleted")

    def make_taken_down(self):
        return self._secret_post("taken-down", state="deleted",
                                 by=self.members["admin"])

    def make_discarded(self):
        """A draft that was deleted: never published."""
        post = self._secret_post("discarded", state="draft")
        self.sql("UPDATE post SET state = 'deleted' WHERE id = %s", post.id)
        self.insert("event", kind="post_deleted", post=post.id,
                    blog=self.main_blog.id, actor=self.members["author"].id)
        return post

    def make_shut_in(self):
        """Published in a blog that was closed."""
        return self._secret_post("shut-in", blog=self.thing("shut"))

    def make_no_post(self):
        return NEVER

    def make_blog(self):
        m = self.members
        return self.blog(m["blogger"], authors=(
            m["coauthor"], m["author"], m["disabled"]))

    def make_shut(self):
        """A blog that was closed."""
        m = self.members
        gone = self.secret("shut-blog")
        return self.blog(m["blogger"], authors=(
            m["coauthor"], m["author"], m["disabled"]), state="deleted",
            title=gone, about=gone, about_html=gone, about_text=gone)

    def make_no_blog(self):
        return NEVER

    def _community(self, **columns):
        m = self.members
        return self.community(
            m["owner"], moderators=(m["moderator"], m["disabled"]),
            **columns)

    def make_community(self):
        return self._community()

    def make_private(self):
        """By invitation only."""
        return self._community(open=False)

    def make_down(self):
        gone = self.secret("down-community")
        return self._community(state="deleted", title=gone, about=gone,
                               about_html=gone, about_text=gone)

    def make_no_community(self):
        return NEVER

    def _comment(self, writer, state, may_see, post="published"):
        body = self.secret(f"{state}-comment-{post}", may_see)
        return self.comment(self.members.get(writer), self.thing(post),
                            state, body)

    def make_visible(self):
        return self._comment("coauthor", "visible", WHO)

    def make_held(self):
        return self._comment(None, "held", DECIDERS)

    def make_hidden(self):
        return self._comment("coauthor", "hidden", DECIDERS | {"coauthor"})

    def make_erased(self):
        return self._comment("coauthor", "deleted", ())

    def make_orphan(self):
        """A comment whose post was deleted."""
        return self._comment("coauthor", "visible", (), "deleted")

    def make_no_comment(self):
        return NEVER

    def episode(self, state):
        """A membership of a blog and a community of their own."""
        has_answer = state not in ("invited", "applied")
        return self.membership(
            self.make_blog(), self.make_community(), state,
            self.secret(f"{state}-message", SIDES),
            self.secret(f"{state}-answer", SIDES) if has_answer else "")

    def make_no_membership(self):
        return NEVER

    def make_tag(self):
        self.thing("published")
        return Thing(0, "stagetag", "/t/stagetag")

    def make_draft_tag(self):
        """Only a draft has it."""
        self._post(state="draft", tags=["draftsonly"])
        return Thing(0, "draftsonly", "/t/draftsonly")

    def make_no_tag(self):
        return NEVER

    def make_member(self):
        return Thing(0, "author", "/m/author")

    def make_disabled_member(self):
        return Thing(0, "disabled", "/m/disabled")

    def make_no_member(self):
        return NEVER

    def make_asset(self):
        page = self.server.client().get("/about")
        href = page.xpath("string(//link[@rel='stylesheet']/@href)")
        return Thing(0, href.removeprefix("/assets/"), href)

    def make_no_asset(self):
        return Thing(0, "..%2fsala.css", "")


for _state in MEMBERSHIP_STATES:
    setattr(Stage, f"make_{_state}",
            lambda self, state=_state: self.episode(state))


ROUTE = re.compile(r'\{\s*METHOD_(\w+),\s*"([^"]+)"([^}]*)\}')
TABLE = re.compile(r"const struct route \w+\[\]\s*=\s*\{(.*?)\n\};", re.S)


def routes():
    """Every ("GET", "/p/{id:int}") of the sources' tables."""
    return [(method, path) for method, path, _ in route_rows()]


def cached_routes():
    """The GET routes whose answers are the same for all guests."""
    return [path for _, path, rest in route_rows()
            if "CACHE_ANONYMOUS" in rest]


def route_rows():
    """(method, path, what else the row says)"""
    found = []
    for file in sorted(glob.glob(f"{sala.SRCDIR}/server/*/*.c")):
        with open(file) as source:
            for table in TABLE.findall(source.read()):
                # A path has braces of its own.
                table = re.sub(r"\{([\w:]+)\}(?=[^\n]*\")", r"<\1>", table)
                rows = [
                    (method, path.replace("<", "{").replace(">", "}"), rest)
                    for method, path, rest in ROUTE.findall(table)]
                assert len(rows) == table.count("METHOD_"), file
                found += rows
    return found


# A thing that each route's address can be made of.
SAMPLES = (("{id:int}/comments", "published"), ("/p/", "published"),
           ("/b/", "blog"), ("/c/", "community"), ("/m/", "member"),
           ("/t/", "tag"), ("/comment/", "visible"),
           ("/membership/", "applied"), ("/assets/", "asset"), ("/", "-"))


def sample(route):
    """The name of a thing that the route can show."""
    return next(name for part, name in SAMPLES if part in route)

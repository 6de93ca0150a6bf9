"""People and things put straight into a server's database.

    scene = Scene(server)
    ann = scene.member("ann")
    blog = scene.blog(ann, "notes")
    post = scene.post(ann, blog, state="draft")
    ann.client().get(post.path)

For tests that look at many combinations of who and what, where going through
the pages (tests/story.py) would take minutes. Rows go in as the schema wants
them, so its triggers keep lists and counts; every member has one session
whose cookie its clients carry. The password of all is PASSWORD, once
somebody has hashed it: scene.use_password_of(login).
"""

import hashlib
import secrets

import sala
from story import PASSWORD  # noqa: F401 -- for those who log in

NO_PASSWORD = "$argon2id$none"


def nonce():
    """What a page would have put into its form."""
    return secrets.token_urlsafe(16)


class Member:
    """An account with a session."""

    def __init__(self, scene, number, login):
        self.scene, self.id, self.login = scene, number, login
        self.path = f"/m/{login}"
        self.token = scene.session(self)

    def client(self, **headers):
        """A browser in which the member is logged in."""
        client = self.scene.server.client(**headers)
        client.cookies["session"] = self.token
        return client

    def client_anew(self, **headers):
        """The same with another session, which may be ended."""
        client = self.scene.server.client(**headers)
        client.cookies["session"] = self.scene.session(self)
        return client


class Thing:
    """A row that pages show: its id, slug and address."""

    def __init__(self, number, slug, path):
        self.id, self.slug, self.path = number, slug, path


class Scene:
    """One server's database."""

    def __init__(self, server):
        self.server = server
        self.connection = sala.cluster().connect(server.database)
        self.cursor = self.connection.cursor()
        self.password = NO_PASSWORD
        self.made = 0
        self.cast = {}

    def sql(self, statement, *arguments):
        """Runs a statement; its rows, if it has any."""
        self.cursor.execute(statement, arguments or None)
        return self.cursor.fetchall() if self.cursor.description else []

    def one(self, statement, *arguments):
        """The only value of the only row."""
        return self.sql(statement, *arguments)[0][0]

    def insert(self, table, **columns):
        """Adds a row; its id, where it has one."""
        names = ", ".join(columns)
        marks = ", ".join(["%s"] * len(columns))
        rows = self.sql(
            f"INSERT INTO {table} ({names}) VALUES ({marks})"
            f" RETURNING to_json({table}) ->> 'id'", *columns.values())
        return int(rows[0][0]) if rows[0][0] else None

    def fresh(self, word):
        """A word that nobody has used: word-1, word-2 …"""
        self.made += 1
        return f"{word}-{self.made}"

    def settle(self):
        """Waits until the server keeps no page from before our changes: it
        is told of them, and of one more on a page that it keeps, which is
        seen when all are."""
        if "settled" not in self.cast:
            self.cast["settled"] = self.member("settled")
        word = self.fresh("settled")
        reader = self.server.client()
        reader.get("/m/settled")
        self.sql("UPDATE account SET pen_name = %s WHERE login = 'settled'",
                 word)
        self.sql("NOTIFY sala_moved")
        sala.wait_for(lambda: reader.get("/m/settled").has(
            "//h1[contains(., $word)]", word=word), "pages to be made anew")

    # -- people

    def use_password_of(self, login):
        """Members made from now on have the password of this account."""
        self.password = self.one(
            "SELECT password FROM account WHERE login = %s", login)

    def member(self, login=None, **columns):
        login = login or self.fresh("member")
        columns.setdefault("pen_name", login.title())
        number = self.insert(
            "account", login=login, login_key=login, login_skeleton=login,
            password=self.password, **columns)
        return Member(self, number, login)

    def session(self, member):
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        self.insert("session", account=member.id,
                    token_hash=hashlib.sha256(token.encode()).digest())
        return token

    # -- things

    def blog(self, owner, slug=None, authors=(), state="active", **columns):
        slug = slug or self.fresh("blog")
        number = self.insert("blog", slug=slug, state=state, **{
            "title": slug.title(), **columns})
        self.insert("blog_slug", slug_key=slug, blog=number)
        self.insert("blog_author", blog=number, account=owner.id,
                    role="owner")
        for author in authors:
            self.insert("blog_author", blog=number, account=author.id,
                        role="author")
        return Thing(number, slug, f"/b/{slug}")

    def post(self, author, blog, state="published", title="A post",
             body="Body.", summary="", tags=(), by=None):
        """A post; a deleted one was published and deleted by its author,
        or by `by`. Its slug tells nothing of its title."""
        slug = self.fresh("post")
        number = self.insert(
            "post", blog=blog.id, author=author.id, slug=slug, title=title,
            state="draft" if state == "draft" else "published",
            excerpt=(summary or body)[:300], tags=list(tags),
            tag_keys=[tag.lower() for tag in tags])
        self.insert("post_text", post=number, kind="markdown", renderer=1,
                    summary=summary, source=body, html=f"<p>{body}</p>")
        if state == "deleted":
            self.sql("UPDATE post SET state = 'deleted' WHERE id = %s",
                     number)
            self.insert("event", kind="post_deleted", post=number,
                        blog=blog.id, actor=(by or author).id)
        return Thing(number, slug, f"/p/{number}-{slug}")

    def comment(self, author, post, state="visible", body="Hm."):
        """A comment; without an author it is a guest's."""
        blog = self.one("SELECT blog FROM post WHERE id = %s", post.id)
        number = self.insert(
            "comment", post=post.id, blog=blog, state=state,
            author=author.id if author else None,
            guest_name=None if author else "A guest",
            source=body, html=f"<p>{body}</p>", excerpt=body)
        if state == "visible":
            self.sql("UPDATE post SET n_comments = n_comments + 1"
                     " WHERE id = %s", post.id)
        return Thing(number, "", f"/comment/{number}")

    def community(self, owner, slug=None, moderators=(), **columns):
        slug = slug or self.fresh("community")
        number = self.insert("community", slug=slug, owner=owner.id,
                             **{"title": slug.title(), **columns})
        self.insert("community_slug", slug_key=slug, community=number)
        for account in owner, *moderators:
            self.insert("community_moderator", community=number,
                        account=account.id)
        return Thing(number, slug, f"/c/{slug}")

    def membership(self, blog, community, state="approved", message="",
                   answer=""):
        """An episode with the log that tells of it."""
        approved = state in ("approved", "left", "removed")
        number = self.insert(
            "membership", blog=blog.id, community=community.id, state=state,
            message=message, answer=answer,
            approved_at="now" if approved else None,
            feed_from="-infinity" if approved else None)
        first = "invited" if state == "invited" else "applied"
        self.insert("event", kind=first, membership=number, blog=blog.id,
                    community=community.id, body=message)
        if state != first:
            self.insert("event", kind=state, membership=number,
                        blog=blog.id, community=community.id, body=answer)
        return Thing(number, "", f"/membership/{number}")


def token_of(client):
    """The form token of this browser, from a page that has one."""
    page = client.get("/language")
    return page.form("//main//form").value("csrf")

"""A database with Sala's schema, and people in it, for the tests of sql/.

    with World() as w:
        ann = w.member("ann")
        made = w.q("blog_create", session=ann.session, slug="notes",
                   slug_key="notes", title="Notes")
        w.q("blog_by_slug", slug_key="notes")["owner_login"]    # 'ann'

Statements run as the application's role, `sala`; w.owner is a cursor of the
owner's, for looking behind the curtain. Parameters that a call leaves out are
empty text, no bytes, false, 1, or NULL where that is allowed; a nonce is made.
"""

import contextlib
import hashlib
import secrets

import pg
import psycopg2
import queries

DEFAULTS = {"text": "", "html": "", "int4": 1, "bool": False, "bytea": b"",
            "text[]": [], "int8[]": []}


class Member:
    """An account with a session; `session` is the hash that queries take."""

    def __init__(self, number, login, session):
        self.id, self.login, self.session = number, login, session


NOBODY = Member(None, None, b"")


def _make_roles(cluster):
    for role in "sala_owner", "sala":
        with contextlib.suppress(psycopg2.errors.DuplicateObject,
                                 psycopg2.errors.UniqueViolation):
            cluster.query(f"CREATE ROLE {role} LOGIN")


def prepare(url):
    """Fills a new database with the schema, owned by sala_owner."""
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("GRANT ALL ON SCHEMA public TO sala_owner")
        cursor.execute("SET SESSION AUTHORIZATION sala_owner")
        queries.migrate(connection)


class World:
    """One fresh database."""

    def __init__(self, **settings):
        self.cluster = pg.Cluster(**settings)
        _make_roles(self.cluster)
        self.name = self.cluster.fresh("sql_schema", prepare)
        self.queries, self.records = queries.load()
        self.connections = []
        self.owner = self.cursor("sala_owner")
        self.watcher = self.cursor("postgres")
        self.app = self.cursor("sala")
        queries.prepare_all(self.app, self.queries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()
        self.cluster.close()

    def cursor(self, role):
        """A cursor on a connection of its own, set up as the server's are."""
        connection = self.cluster.connect(self.name, role)
        self.connections.append(connection)
        cursor = connection.cursor()
        cursor.execute("SET search_path = public, pg_temp;"
                       "SET plan_cache_mode = force_generic_plan;"
                       "SET random_page_cost = 1.1")
        return cursor

    def values(self, name, given):
        """All arguments of a query: what is given, and the defaults."""
        values = dict(given)
        for param, kind, nullable in self.queries[name].params:
            if param in values or nullable:
                continue
            if param == "nonce":
                values[param] = secrets.token_urlsafe(16)
            elif kind in DEFAULTS:
                values[param] = DEFAULTS[kind]
        return values

    def q(self, name, cursor=None, **given):
        """Runs a declared query as the application."""
        if isinstance(given.get("session"), Member):
            given["session"] = given["session"].session
        rows = queries.run(cursor or self.app, self.queries[name],
                           **self.values(name, given))
        return rows

    def sql(self, statement, *arguments):
        """Runs a statement as the owner; rows, if there are any."""
        self.owner.execute(statement, arguments or None)
        return self.owner.fetchall() if self.owner.description else []

    def one(self, statement, *arguments):
        """The only value of the only row."""
        return self.sql(statement, *arguments)[0][0]

    # -- people and things

    def member(self, login, admin=False):
        """Signs somebody up."""
        session = hashlib.sha256(secrets.token_bytes(32)).digest()
        made = self.q("account_create", login=login, login_key=login,
                      login_skeleton=login, pen_name=login.title(),
                      password="$argon2id$" + login, token_hash=session)
        assert made["result"] == "ok", made
        if admin:
            self.sql("UPDATE account SET role = 'admin' WHERE id = %s",
                     made["id"])
        return Member(made["id"], login, session)

    def blog(self, owner, slug):
        """Opens a blog; its id."""
        made = self.q("blog_create", session=owner, slug=slug, slug_key=slug,
                      title=slug.title())
        assert made["result"] == "ok", made
        return made["id"]

    def community(self, owner, slug, opened=True):
        """Founds a community; its id."""
        made = self.q("community_create", session=owner, slug=slug,
                      slug_key=slug, title=slug.title(), open=opened)
        assert made["result"] == "ok", made
        return made["id"]

    def post(self, author, blog, title="Title", publish=True, tags=()):
        """Writes a post; its id."""
        made = self.q("post_create", session=author, blog_id=blog,
                      title=title, slug=title.lower(), kind="markdown",
                      body="<p>Body.</p>", tags=list(tags),
                      tag_keys=[tag.lower() for tag in tags],
                      publish=publish)
        assert made["result"] == "ok", made
        return made["id"]

    def comment(self, who, post, guest=None, nonce=None):
        """Comments; the outcome."""
        nonce = nonce or secrets.token_urlsafe(16)
        return self.q("comment_create", session=who, post_id=post,
                      guest_name=guest, source="Hm.", body="<p>Hm.</p>",
                      excerpt="Hm.", nonce=nonce)

    def join(self, blog_owner, blog, moderator, community):
        """A blog applies and is approved; the episode's id."""
        made = self.q("membership_apply", session=blog_owner, blog_id=blog,
                      community_key=community)
        assert made["result"] == "ok", made
        decided = self.q("membership_act", session=moderator, id=made["id"],
                         action="approve", announce=0)
        assert decided["result"] == "ok", decided
        return made["id"]

    def someone_waits(self):
        """Whether a connection to this database waits for a lock."""
        self.watcher.execute("SELECT EXISTS (SELECT FROM pg_stat_activity "
                             "WHERE datname = current_database() "
                             "AND wait_event_type = 'Lock')")
        return self.watcher.fetchone()[0]

    def derived_wrong(self):
        """What is derived and does not follow from the rest: nothing, ever."""
        return self.sql("""
            (SELECT 'missing', community, post FROM
                (TABLE community_post_due EXCEPT
                 SELECT community, at, post, in_feed FROM community_post) x)
            UNION ALL
            (SELECT 'extra', community, post FROM
                (SELECT community, at, post, in_feed FROM community_post
                 EXCEPT TABLE community_post_due) x)
            UNION ALL
            (SELECT 'tag', id, n FROM
                (SELECT t.id, k.tag_key, count(*) AS n FROM post p,
                    unnest(p.tag_keys) k (tag_key)
                    LEFT JOIN tag t ON t.tag_key = k.tag_key
                    WHERE p.shown GROUP BY 1, 2
                 EXCEPT SELECT id, tag_key, n_posts FROM tag) x)
            UNION ALL
            (SELECT 'post_tag', tag, post FROM
                (SELECT tag, at, post FROM post_tag
                 EXCEPT SELECT t.id, p.published_at, p.id FROM post p,
                    unnest(p.tag_keys) k (tag_key)
                    JOIN tag t ON t.tag_key = k.tag_key WHERE p.shown) x)
            UNION ALL
            SELECT 'tag total', 0, 0 WHERE (SELECT sum(n_posts) FROM tag)
                <> (SELECT count(*) FROM post_tag)
            UNION ALL
            SELECT 'blog', b.id, b.n_posts FROM blog b
                LEFT JOIN (SELECT blog, count(*) AS n FROM post WHERE shown
                    GROUP BY blog) p ON p.blog = b.id
            WHERE b.n_posts <> coalesce(p.n, 0)
            UNION ALL
            SELECT 'community posts', c.id, c.n_posts FROM community c
                LEFT JOIN (SELECT community, count(*) AS n
                    FROM community_post GROUP BY 1) cp ON cp.community = c.id
            WHERE c.n_posts <> coalesce(cp.n, 0)
            UNION ALL
            SELECT 'community blogs', c.id, c.n_blogs FROM community c
            WHERE c.n_blogs <> (SELECT count(*) FROM membership m
                WHERE m.community = c.id AND m.state = 'approved')
            UNION ALL
            (SELECT 'discussed', post, author FROM
                (SELECT post, at, author, blog FROM discussed
                 EXCEPT SELECT id, bumped_at, author, blog FROM post
                    WHERE shown AND n_comments > 0) x)
            UNION ALL
            (SELECT 'not discussed', id, author FROM
                (SELECT id, bumped_at, author, blog FROM post
                    WHERE shown AND n_comments > 0
                 EXCEPT SELECT post, at, author, blog FROM discussed) x)
            UNION ALL
            SELECT 'comments', p.id, p.n_comments FROM post p
                LEFT JOIN (SELECT post, count(*) AS n FROM comment
                    WHERE state = 'visible' GROUP BY 1) c ON c.post = p.id
            WHERE p.n_comments <> coalesce(c.n, 0)
            UNION ALL
            SELECT 'shown', p.id, 0 FROM post p JOIN blog b ON b.id = p.blog
            WHERE p.shown <> (p.state = 'published' AND b.state = 'active')
            """)

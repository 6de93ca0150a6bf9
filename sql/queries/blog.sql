-- Blogs. A blog is named by the key of its slug, also by one it had earlier:
-- when `slug` is not what the address says, lead there for good.

--: query blog_create write one outcome
--:   session     bytea
--:   slug        text
--:   slug_key    text
--:   title       text
--:   about       text
--:   body        html
--:   about_text  text
--:   renderer    int4
--:   lang        text?
--:   nonce       text
SELECT * FROM blog_create(:session, :slug, :slug_key, :title, :about, :body,
    :about_text, :renderer, :lang, :nonce);

--: record blog_full
--:   id            int8
--:   slug          text
--:   title         text
--:   about         text
--:   body          html
--:   about_text    text
--:   lang          text?
--:   n_posts       int4
--:   created_at    time
--:   active_at     time
--:   owner_name    text
--:   owner_login   text
--:   viewer_is_owner   bool
--:   viewer_is_author  bool
--:   viewer_is_admin   bool

--: query blog_by_slug read one blog_full
--:   slug_key  text
--:   session   bytea
SELECT b.id, b.slug, b.title, b.about, b.about_html AS body, b.about_text,
    b.lang, b.n_posts, b.created_at, b.active_at,
    o.name AS owner_name, o.login AS owner_login,
    r.is_owner AS viewer_is_owner, r.is_author AS viewer_is_author,
    coalesce(v.is_admin, false) AS viewer_is_admin
FROM blog_slug s
    JOIN blog b ON b.id = s.blog
    LEFT JOIN viewer(:session) v ON true
    CROSS JOIN LATERAL blog_roles(v.id, b.id) r
    CROSS JOIN LATERAL blog_owner(b.id) o
WHERE s.slug_key = :slug_key AND blog_visible(b, v.id);

-- What became of something that cannot be seen: no row, it never was (404);
-- a row, it was there and is gone (410).
--: record fate
--:   id  int8

--: query blog_fate read one fate
--:   slug_key  text
SELECT s.blog AS id FROM blog_slug s WHERE s.slug_key = :slug_key;

-- A blog as lists show it; `at` is the place in a paged list.
--: record blog_item
--:   id           int8
--:   slug         text
--:   title        text
--:   about_text   text
--:   lang         text?
--:   n_posts      int4
--:   created_at   time
--:   active_at    time
--:   owner_name   text
--:   owner_login  text
--:   at           time

-- Most recently written in first. 20 a page; a 21st row says there is more,
-- and the 20th's at and id are the next page's before_at and before_id.
--: query blogs_latest read many blog_item
--:   before_at  time?
--:   before_id  int8?
SELECT c.*, x.at
FROM (SELECT b.id, b.active_at AS at FROM blog b
	WHERE blog_visible(b, NULL)
	    AND (b.active_at, b.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY b.active_at DESC, b.id DESC LIMIT 21) x
    JOIN blog_card c ON c.id = x.id
ORDER BY x.at DESC, x.id DESC;

-- Of a member's page.
--: query blogs_by_member read many blog_item
--:   login_key  text
SELECT c.*, c.active_at AS at
FROM (SELECT ba.blog FROM blog_author ba
	WHERE ba.account = (SELECT a.id FROM account a
		WHERE a.login_key = :login_key)
	LIMIT 100) x
    JOIN blog_card c ON c.id = x.blog
ORDER BY c.active_at DESC, c.id DESC;

-- The blogs that the viewer writes in, for the dashboard and the choice of a
-- blog in the writing form.
--: record blog_mine
--:   id          int8
--:   slug        text
--:   title       text
--:   n_posts     int4
--:   n_drafts    int8
--:   n_held      int8
--:   active_at   time
--:   is_owner    bool

--: query blogs_mine read many blog_mine
--:   session  bytea
SELECT b.id, b.slug, b.title, b.n_posts,
    (SELECT count(*) FROM (SELECT FROM post p WHERE p.author = v.id
	AND p.blog = b.id AND p.state = 'draft' LIMIT 100) d) AS n_drafts,
    (SELECT count(*) FROM (SELECT FROM comment c JOIN post p ON p.id = c.post
	WHERE c.blog = b.id AND c.state = 'held' AND post_public(p)
	    AND (ba.role = 'owner' OR p.author = v.id) LIMIT 100) h)
	AS n_held,
    b.active_at, ba.role = 'owner' AS is_owner
FROM viewer(:session) v
    JOIN blog_author ba ON ba.account = v.id
    JOIN blog b ON b.id = ba.blog
WHERE blog_visible(b, v.id)
ORDER BY b.active_at DESC, b.id DESC LIMIT 100;

-- By an owner. A new slug keeps the old ones leading here.
--: query blog_update write one outcome
--:   session     bytea
--:   slug_key    text
--:   new_slug      text
--:   new_slug_key  text
--:   title       text
--:   about       text
--:   body        html
--:   about_text  text
--:   renderer    int4
--:   lang        text?
SELECT * FROM blog_update(:session, :slug_key, :new_slug, :new_slug_key,
    :title, :about, :body, :about_text, :renderer, :lang);

-- By an owner or an administrator: posts are shown no more, memberships end.
--: query blog_delete write one outcome
--:   session   bytea
--:   slug_key  text
SELECT * FROM blog_delete(:session, :slug_key);

--: record author_item
--:   account_id    int8
--:   login         text
--:   name          text
--:   position      text
--:   organisation  text
--:   is_owner      bool
--:   created_at    time

--: query blog_authors read many author_item
--:   slug_key  text
SELECT a.id AS account_id, a.login, a.name,
    CASE WHEN profile_visible(a, NULL) THEN a.position ELSE '' END
	AS position,
    CASE WHEN profile_visible(a, NULL) THEN a.organisation ELSE '' END
	AS organisation,
    ba.role = 'owner' AS is_owner, ba.created_at
FROM blog_slug s
    JOIN blog b ON b.id = s.blog
    JOIN blog_author ba ON ba.blog = b.id
    JOIN account a ON a.id = ba.account
WHERE s.slug_key = :slug_key AND blog_visible(b, NULL)
ORDER BY ba.created_at, a.id LIMIT 100;

-- By an owner. `role` is owner or author; changes the role of somebody who
-- writes there already. The last owner stays one.
--: query blog_author_set write one outcome
--:   session    bytea
--:   slug_key   text
--:   login_key  text
--:   role       text
SELECT * FROM blog_author_set(:session, :slug_key, :login_key, :role);

-- By an owner, or by the author, who leaves.
--: query blog_author_remove write one outcome
--:   session     bytea
--:   slug_key    text
--:   account_id  int8
SELECT * FROM blog_author_remove(:session, :slug_key, :account_id);

-- Posts: one post, writing it, and the lists of posts.

-- A post's page.
--: record post_full
--:   id            int8
--:   title         text
--:   slug          text
--:   summary       text
--:   excerpt       text
--:   body          html
--:   lang          text?
--:   published_at  time?
--:   updated_at    time
--:   bumped_at     time
--:   n_comments    int4
--:   n_reads       int8!
--:   tags          text[]
--:   is_draft      bool
--:   is_edited     bool
--:   author_id     int8
--:   author_name   text
--:   author_login  text
--:   author_position      text
--:   author_organisation  text
--:   blog_id       int8
--:   blog_title    text
--:   blog_slug     text
--:   viewer_is_author     bool
--:   viewer_is_owner      bool
--:   viewer_is_moderator  bool
--:   viewer_is_admin      bool

--: query post_by_id read one post_full
--:   id       int8
--:   session  bytea
SELECT p.id, p.title, p.slug, t.summary, p.excerpt, t.html AS body, p.lang,
    p.published_at, p.updated_at, p.bumped_at, p.n_comments,
    coalesce(pr.n, 0) AS n_reads, p.tags, p.state = 'draft' AS is_draft,
    p.updated_at > p.published_at + interval '1 hour'
	AND p.state = 'published' AS is_edited,
    a.id AS author_id, a.name AS author_name, a.login AS author_login,
    CASE WHEN profile_visible(a, v.id) THEN a.position ELSE '' END
	AS author_position,
    CASE WHEN profile_visible(a, v.id) THEN a.organisation ELSE '' END
	AS author_organisation,
    b.id AS blog_id, b.title AS blog_title, b.slug AS blog_slug,
    r.is_author AS viewer_is_author, r.is_owner AS viewer_is_owner,
    r.is_moderator AS viewer_is_moderator,
    coalesce(v.is_admin, false) AS viewer_is_admin
FROM post p
    LEFT JOIN viewer(:session) v ON true
    JOIN post_text t ON t.post = p.id
    JOIN account a ON a.id = p.author
    JOIN blog b ON b.id = p.blog
    LEFT JOIN post_reads pr ON pr.post = p.id
    CROSS JOIN LATERAL post_roles(v.id, p) r
WHERE p.id = :id AND post_visible(p, v.id);

-- Asked when post_by_id has no row: a row here means gone (410), and tells
-- whether the viewer may take that back. A deleted draft is gone for its
-- author alone; to all others it never was.
--: record post_fate
--:   id                  int8
--:   viewer_may_restore  bool

--: query post_fate read one post_fate
--:   id       int8
--:   session  bytea
SELECT p.id, p.state = 'deleted' AND (r.is_author OR r.is_owner
	OR coalesce(v.is_admin, false))
    AND coalesce(v.id = (SELECT e.actor FROM event e
	WHERE e.post = p.id AND e.kind = 'post_deleted'
	ORDER BY e.id DESC LIMIT 1), false) AS viewer_may_restore
FROM post p
    LEFT JOIN viewer(:session) v ON true
    CROSS JOIN LATERAL post_roles(v.id, p) r
WHERE p.id = :id AND NOT post_public(p) AND (p.published_at IS NOT NULL
    OR p.state = 'deleted' AND p.author = v.id);

-- A post as its editing form shows it, to who may see it. The form keeps
-- updated_at and gives it back, so that two windows do not overwrite each
-- other.
--: record post_source
--:   id          int8
--:   blog_id     int8
--:   blog_slug   text
--:   blog_title  text
--:   title       text
--:   slug        text
--:   summary     text
--:   source      text
--:   kind        text
--:   lang        text?
--:   tags        text[]
--:   is_draft    bool
--:   updated_at  time
--:   viewer_is_author  bool
--:   viewer_is_owner   bool
--:   viewer_is_admin   bool

--: query post_source read one post_source
--:   id       int8
--:   session  bytea
SELECT p.id, b.id AS blog_id, b.slug AS blog_slug, b.title AS blog_title,
    p.title, p.slug, t.summary, t.source, t.kind, p.lang, p.tags,
    p.state = 'draft' AS is_draft, p.updated_at,
    r.is_author AS viewer_is_author, r.is_owner AS viewer_is_owner,
    v.is_admin AS viewer_is_admin
FROM viewer(:session) v
    JOIN post p ON p.id = :id
    JOIN post_text t ON t.post = p.id
    JOIN blog b ON b.id = p.blog
    CROSS JOIN LATERAL post_roles(v.id, p) r
WHERE post_visible(p, v.id) AND (r.is_author OR r.is_owner OR v.is_admin);

-- In a blog that the viewer writes in. tag_keys are the keys of tags, in the
-- same order and without doubles.
--: query post_create write one outcome
--:   session   bytea
--:   blog_id   int8
--:   title     text
--:   slug      text
--:   summary   text
--:   source    text
--:   kind      text
--:   body      html
--:   excerpt   text
--:   renderer  int4
--:   lang      text?
--:   tags      text[]
--:   tag_keys  text[]
--:   publish   bool
--:   nonce     text
SELECT * FROM post_create(:session, :blog_id, :title, :slug, :summary,
    :source, :kind, :body, :excerpt, :renderer, :lang, :tags, :tag_keys,
    :publish, :nonce);

-- By its author. A published post stays published. `seen_at` is the
-- updated_at that the form was made from: when the post is newer than that,
-- the outcome is `changed` and nothing is written; NULL overwrites.
--: query post_update write one outcome
--:   session   bytea
--:   id        int8
--:   seen_at   time?
--:   title     text
--:   slug      text
--:   summary   text
--:   source    text
--:   kind      text
--:   body      html
--:   excerpt   text
--:   renderer  int4
--:   lang      text?
--:   tags      text[]
--:   tag_keys  text[]
--:   publish   bool
SELECT * FROM post_update(:session, :id, :seen_at, :title, :slug, :summary,
    :source, :kind, :body, :excerpt, :renderer, :lang, :tags, :tag_keys,
    :publish);

-- By its author, an owner of its blog, or an administrator. To restore what
-- one deleted is the same right.
--: query post_delete write one outcome
--:   session  bytea
--:   id       int8
SELECT * FROM post_delete(:session, :id);

--: query post_restore write one outcome
--:   session  bytea
--:   id       int8
SELECT * FROM post_restore(:session, :id);

-- A post as lists show it. `at` is the place in this list: when it was
-- published, when last commented, when it came into the community. 20 a
-- page; a 21st row says there is more, and the 20th's at and id are the next
-- page's before_at and before_id.
--: record post_item
--:   id            int8
--:   title         text
--:   slug          text
--:   excerpt       text
--:   lang          text?
--:   published_at  time?
--:   updated_at    time
--:   bumped_at     time
--:   n_comments    int4
--:   tags          text[]
--:   author_id     int8
--:   author_name   text
--:   author_login  text
--:   blog_id       int8
--:   blog_title    text
--:   blog_slug     text
--:   n_reads       int8!
--:   at            time!

--: query posts_latest read many post_item
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p)
	    AND (p.published_at, p.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY p.published_at DESC, p.id DESC LIMIT 21) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query posts_by_blog read many post_item
--:   slug_key   text
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p)
	    AND p.blog = (SELECT s.blog FROM blog_slug s
		WHERE s.slug_key = :slug_key)
	    AND (p.published_at, p.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY p.published_at DESC, p.id DESC LIMIT 21) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query posts_by_member read many post_item
--:   login_key  text
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p)
	    AND p.author = (SELECT a.id FROM account a
		WHERE a.login_key = :login_key)
	    AND (p.published_at, p.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY p.published_at DESC, p.id DESC LIMIT 21) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query posts_by_community read many post_item
--:   slug_key   text
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, cp.at
FROM (SELECT cp.at, cp.post FROM community_post cp
	WHERE cp.community = (SELECT c.id FROM community_slug s
		JOIN community c ON c.id = s.community
		WHERE s.slug_key = :slug_key AND community_visible(c, NULL))
	    AND (cp.at, cp.post) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY cp.at DESC, cp.post DESC LIMIT 21) cp
    JOIN public_post p ON p.id = cp.post
ORDER BY cp.at DESC, cp.post DESC;

--: query posts_by_tag read many post_item
--:   tag_key    text
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, pt.at
FROM (SELECT pt.at, pt.post FROM post_tag pt
	WHERE pt.tag = (SELECT t.id FROM tag t WHERE t.tag_key = :tag_key)
	    AND (pt.at, pt.post) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY pt.at DESC, pt.post DESC LIMIT 21) pt
    JOIN public_post p ON p.id = pt.post
ORDER BY pt.at DESC, pt.post DESC;

-- Adds to how often posts were read; those that nobody may see are passed
-- over. Rows are locked in the order of the posts' ids.
--: query reads_add write none
--:   posts   int8[]
--:   counts  int8[]
INSERT INTO post_reads AS pr (post, n)
SELECT p.id, x.n
FROM unnest(:posts, :counts) AS x (post, n) JOIN post p ON p.id = x.post
WHERE post_public(p)
ORDER BY p.id
ON CONFLICT (post) DO UPDATE SET n = pr.n + excluded.n;

-- The viewer's newest posts, in all blogs.
--: query posts_mine read many post_item
--:   session  bytea
SELECT p.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p)
	    AND p.author = (SELECT v.id FROM viewer(:session) v)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 5) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

-- The viewer's own drafts, in all blogs; `at` is when they were last saved.
--: query drafts_mine read many post_item
--:   session    bytea
--:   before_at  time?
--:   before_id  int8?
SELECT p.id, p.title, p.slug, p.excerpt, p.lang, p.published_at,
    p.updated_at, p.bumped_at, p.n_comments, p.tags, p.author AS author_id,
    a.name AS author_name, a.login AS author_login, b.id AS blog_id,
    b.title AS blog_title, b.slug AS blog_slug, 0::bigint AS n_reads,
    p.updated_at AS at
FROM (SELECT p.* FROM post p
	WHERE p.author = (SELECT v.id FROM viewer(:session) v)
	    AND p.state = 'draft'
	    AND (p.updated_at, p.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY p.updated_at DESC, p.id DESC LIMIT 21) p
    JOIN account a ON a.id = p.author
    JOIN blog b ON b.id = p.blog
ORDER BY p.updated_at DESC, p.id DESC;

-- The posts before and after it in its blog; at most one of each.
--: record post_link
--:   id        int8
--:   title     text
--:   slug      text
--:   is_newer  bool

--: query post_neighbours read many post_link
--:   id  int8
SELECT n.id, n.title, n.slug, n.is_newer
FROM post p CROSS JOIN LATERAL (
	(SELECT n.id, n.title, n.slug, true AS is_newer FROM post n
	WHERE n.blog = p.blog AND post_public(n)
	    AND (n.published_at, n.id) > (p.published_at, p.id)
	ORDER BY n.published_at, n.id LIMIT 1)
	UNION ALL
	(SELECT n.id, n.title, n.slug, false AS is_newer FROM post n
	WHERE n.blog = p.blog AND post_public(n)
	    AND (n.published_at, n.id) < (p.published_at, p.id)
	ORDER BY n.published_at DESC, n.id DESC LIMIT 1)) n
WHERE p.id = :id AND post_public(p);

-- The communities that show a post.
--: record community_link
--:   id     int8
--:   slug   text
--:   title  text

--: query communities_by_post read many community_link
--:   id  int8
SELECT c.id, c.slug, c.title
FROM community_post cp JOIN community c ON c.id = cp.community
WHERE cp.post = :id AND community_visible(c, NULL)
ORDER BY c.title, c.id LIMIT 50;

-- Feeds: the newest 30 of something, with their text.
--
-- What a feed's bytes depend on is in its state: `digest` changes with
-- anything that the items say, `changed_at` is the newest change (NULL for
-- an empty feed). A state costs one short index scan, so a reader who has
-- the feed already is answered without making it. Whether the blog, the
-- community or the tag is there at all, its own query says.

-- One item. `at` is when it appeared in this feed; changed_at is the newest
-- of its times, comments included.
--: record feed_item
--:   id            int8
--:   title         text
--:   slug          text
--:   summary       text
--:   excerpt       text
--:   body          html
--:   lang          text?
--:   published_at  time
--:   updated_at    time
--:   n_comments    int4
--:   tags          text[]
--:   author_name   text
--:   author_login  text
--:   blog_title    text
--:   blog_slug     text
--:   changed_at    time
--:   at            time!   -- public posts have one

--: record feed_state
--:   changed_at  time?
--:   digest      text

--: query feed_site read many feed_item
SELECT f.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p WHERE post_public(p)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query feed_site_state read one feed_state
SELECT max(greatest(f.changed_at, x.at)) AS changed_at,
    md5(coalesce(string_agg(f.sign, '|' ORDER BY x.at DESC, x.id DESC), ''))
	AS digest
FROM (SELECT p.id, p.published_at AS at FROM post p WHERE post_public(p)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_sign f ON f.id = x.id;

--: query feed_blog read many feed_item
--:   slug_key  text
SELECT f.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p) AND p.blog = (SELECT s.blog FROM blog_slug s
	    WHERE s.slug_key = :slug_key)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query feed_blog_state read one feed_state
--:   slug_key  text
SELECT max(greatest(f.changed_at, x.at)) AS changed_at,
    md5(coalesce(string_agg(f.sign, '|' ORDER BY x.at DESC, x.id DESC), ''))
	AS digest
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p) AND p.blog = (SELECT s.blog FROM blog_slug s
	    WHERE s.slug_key = :slug_key)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_sign f ON f.id = x.id;

-- Only what a community announces: not the old posts of a new member blog.
--: query feed_community read many feed_item
--:   slug_key  text
SELECT f.*, x.at
FROM (SELECT cp.post AS id, cp.at FROM community_post cp
	WHERE cp.in_feed AND cp.community = (
	    SELECT c.id FROM community_slug s
		JOIN community c ON c.id = s.community
	    WHERE s.slug_key = :slug_key AND community_visible(c, NULL))
	ORDER BY cp.at DESC, cp.post DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query feed_community_state read one feed_state
--:   slug_key  text
SELECT max(greatest(f.changed_at, x.at)) AS changed_at,
    md5(coalesce(string_agg(f.sign, '|' ORDER BY x.at DESC, x.id DESC), ''))
	AS digest
FROM (SELECT cp.post AS id, cp.at FROM community_post cp
	WHERE cp.in_feed AND cp.community = (
	    SELECT c.id FROM community_slug s
		JOIN community c ON c.id = s.community
	    WHERE s.slug_key = :slug_key AND community_visible(c, NULL))
	ORDER BY cp.at DESC, cp.post DESC LIMIT 30) x
    JOIN feed_sign f ON f.id = x.id;

--: query feed_tag read many feed_item
--:   tag_key  text
SELECT f.*, x.at
FROM (SELECT pt.post AS id, pt.at FROM post_tag pt
	WHERE pt.tag = (SELECT t.id FROM tag t WHERE t.tag_key = :tag_key)
	ORDER BY pt.at DESC, pt.post DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query feed_tag_state read one feed_state
--:   tag_key  text
SELECT max(greatest(f.changed_at, x.at)) AS changed_at,
    md5(coalesce(string_agg(f.sign, '|' ORDER BY x.at DESC, x.id DESC), ''))
	AS digest
FROM (SELECT pt.post AS id, pt.at FROM post_tag pt
	WHERE pt.tag = (SELECT t.id FROM tag t WHERE t.tag_key = :tag_key)
	ORDER BY pt.at DESC, pt.post DESC LIMIT 30) x
    JOIN feed_sign f ON f.id = x.id;

-- The newest comments of a post.
--: record feed_comment
--:   id            int8
--:   post_id       int8
--:   post_title    text
--:   post_slug     text
--:   body          html
--:   excerpt       text
--:   created_at    time
--:   author_name   text
--:   author_login  text?

--: query feed_comments read many feed_comment
--:   post_id  int8
SELECT c.id, p.id AS post_id, p.title AS post_title, p.slug AS post_slug,
    c.html AS body, c.excerpt, c.created_at,
    coalesce(a.name, c.guest_name) AS author_name, a.login AS author_login
FROM post p
    JOIN comment c ON c.post = p.id
    LEFT JOIN account a ON a.id = c.author
WHERE p.id = :post_id AND post_public(p)
    AND comment_visible(c, NULL, false)
ORDER BY c.id DESC LIMIT 30;

--: query feed_comments_state read one feed_state
--:   post_id  int8
SELECT max(x.created_at) AS changed_at,
    md5(coalesce(string_agg(concat_ws('/', x.id, x.name, x.title), '|'
	ORDER BY x.id DESC), '')) AS digest
FROM (SELECT c.id, c.created_at, p.title,
	    coalesce(a.name, c.guest_name) AS name
	FROM post p
	    JOIN comment c ON c.post = p.id
	    LEFT JOIN account a ON a.id = c.author
	WHERE p.id = :post_id AND post_public(p)
	    AND comment_visible(c, NULL, false)
	ORDER BY c.id DESC LIMIT 30) x;

-- Feeds: the newest 30 of something, with their text.
--
-- Whether the blog, the community or the tag is there at all, its own query
-- says.

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

--: query feed_site read many feed_item
SELECT f.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p WHERE post_public(p)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

--: query feed_blog read many feed_item
--:   slug_key  text
SELECT f.*, x.at
FROM (SELECT p.id, p.published_at AS at FROM post p
	WHERE post_public(p) AND p.blog = (SELECT s.blog FROM blog_slug s
	    WHERE s.slug_key = :slug_key)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

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

--: query feed_tag read many feed_item
--:   tag_key  text
SELECT f.*, x.at
FROM (SELECT pt.post AS id, pt.at FROM post_tag pt
	WHERE pt.tag = (SELECT t.id FROM tag t WHERE t.tag_key = :tag_key)
	ORDER BY pt.at DESC, pt.post DESC LIMIT 30) x
    JOIN feed_post f ON f.id = x.id
ORDER BY x.at DESC, x.id DESC;

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


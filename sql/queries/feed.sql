-- Feeds: what each is about, and the newest 30 of something with their text.
--
-- The newest change of a feed is the newest of its subject's changed_at and
-- of its items' at and changed_at: also names and numbers that stand in it,
-- also when something left it.

-- What a feed is about; no row, there is no such feed. The title is empty
-- for the site.
--: record feed_subject
--:   id          int8
--:   slug        text
--:   title       text
--:   about       text
--:   lang        text?
--:   changed_at  time?

--: query feed_of_site read one feed_subject
SELECT 0::bigint AS id, ''::text AS slug, ''::text AS title, ''::text AS about,
    NULL::text AS lang, (SELECT max(b.lost_at) FROM blog b) AS changed_at;

--: query feed_of_blog read one feed_subject
--:   slug_key  text
SELECT b.id, b.slug, b.title, b.about_text AS about, b.lang,
    greatest(b.updated_at, b.lost_at) AS changed_at
FROM blog_slug s JOIN blog b ON b.id = s.blog
WHERE s.slug_key = :slug_key AND blog_visible(b, NULL);

--: query feed_of_community read one feed_subject
--:   slug_key  text
SELECT c.id, c.slug, c.title, c.about_text AS about, c.lang,
    greatest(c.updated_at, c.lost_at) AS changed_at
FROM community_slug s JOIN community c ON c.id = s.community
WHERE s.slug_key = :slug_key AND community_visible(c, NULL);

--: query feed_of_tag read one feed_subject
--:   tag_key  text
SELECT t.id, t.name AS slug, t.name AS title, ''::text AS about,
    NULL::text AS lang, greatest(t.created_at, t.lost_at) AS changed_at
FROM tag t
WHERE t.tag_key = :tag_key;

-- Of a post's comments; author_name is the post's.
--: record feed_post_subject
--:   id           int8
--:   slug         text
--:   title        text
--:   lang         text?
--:   author_name  text
--:   changed_at   time!   -- of its words, its comments, its author's name

--: query feed_of_post read one feed_post_subject
--:   id  int8
SELECT p.id, p.slug, p.title, p.lang, a.name AS author_name,
    greatest(p.updated_at, p.counted_at, a.renamed_at) AS changed_at
FROM post p JOIN account a ON a.id = p.author
WHERE p.id = :id AND post_public(p);

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
--:   changed_at    time!   -- when its author was renamed, or it was written

--: query feed_comments read many feed_comment
--:   post_id  int8
SELECT c.id, p.id AS post_id, p.title AS post_title, p.slug AS post_slug,
    c.html AS body, c.excerpt, c.created_at,
    coalesce(a.name, c.guest_name) AS author_name, a.login AS author_login,
    greatest(c.created_at, a.renamed_at) AS changed_at
FROM post p
    JOIN comment c ON c.post = p.id
    LEFT JOIN account a ON a.id = c.author
WHERE p.id = :post_id AND post_public(p)
    AND comment_visible(c, NULL, false)
ORDER BY c.id DESC LIMIT 30;


-- Comments.

-- A comment under its post. author_login is NULL for a guest.
--: record comment_item
--:   id            int8
--:   post_id       int8
--:   body          html
--:   excerpt       text
--:   created_at    time
--:   author_name   text
--:   author_login  text?
--:   is_held       bool
--:   is_hidden     bool
--:   by_post_author   bool
--:   viewer_is_author bool

-- Oldest first, 200 a page; a 201st row says there is more, and the 200th's
-- id is the next page's after_id.
--: query comments_by_post read many comment_item
--:   post_id   int8
--:   session   bytea
--:   after_id  int8?
WITH me AS MATERIALIZED (
	SELECT p.id, p.author, v.id AS viewer,
	    comment_decides(r.is_author, r.is_owner, r.is_moderator,
		v.is_admin) AS decides
	FROM post p
	    LEFT JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL post_roles(v.id, p) r
	WHERE p.id = :post_id AND post_visible(p, v.id))
SELECT c.id, c.post AS post_id, c.html AS body, c.excerpt, c.created_at,
    coalesce(a.name, c.guest_name) AS author_name, a.login AS author_login,
    c.state = 'held' AS is_held, c.state = 'hidden' AS is_hidden,
    coalesce(c.author = me.author, false) AS by_post_author,
    coalesce(c.author = me.viewer, false) AS viewer_is_author
FROM me
    CROSS JOIN LATERAL (SELECT c.* FROM comment c
	WHERE c.post = me.id AND comment_visible(c, me.viewer, me.decides)
	    AND c.id > coalesce(:after_id, 0)
	ORDER BY c.id LIMIT 201) c
    LEFT JOIN account a ON a.id = c.author
ORDER BY c.id;

-- A member's comment is visible at once; without a session guest_name is
-- wanted (result name_required) and the comment is held. slug is the post's.
--: query comment_create bulk one outcome
--:   session     bytea
--:   post_id     int8
--:   guest_name  text?
--:   source      text
--:   body        html
--:   excerpt     text
--:   renderer    int4
--:   nonce       text
SELECT * FROM comments_create(:session, :post_id, :guest_name, :source, :body,
    :excerpt, :renderer, :nonce);

-- By who decides about the post's comments: its author, an owner of its
-- blog, a moderator of a community that shows it, an administrator; `delete`
-- also by who wrote it. `action` is approve (held), hide (visible, held),
-- show (hidden) or delete. slug is the post's slug, id the post's id.
--: query comment_act write one outcome
--:   session  bytea
--:   id       int8
--:   action   text
SELECT * FROM comment_act(:session, :id, :action);

-- One comment with its post, for the page that asks before it is deleted.
--: record comment_full
--:   id            int8
--:   post_id       int8
--:   post_title    text
--:   post_slug     text
--:   body          html
--:   created_at    time
--:   author_name   text
--:   author_login  text?
--:   is_held       bool
--:   is_hidden     bool
--:   is_visible    bool
--:   viewer_is_author     bool
--:   viewer_may_moderate  bool

--: query comment_by_id read one comment_full
--:   id       int8
--:   session  bytea
SELECT c.id, c.post AS post_id, p.title AS post_title, p.slug AS post_slug,
    c.html AS body, c.created_at,
    coalesce(a.name, c.guest_name) AS author_name, a.login AS author_login,
    c.state = 'held' AS is_held, c.state = 'hidden' AS is_hidden,
    c.state = 'visible' AS is_visible,
    coalesce(c.author = v.id, false) AS viewer_is_author,
    comment_decides(r.is_author, r.is_owner, r.is_moderator, v.is_admin)
	AS viewer_may_moderate
FROM comment c
    JOIN post p ON p.id = c.post
    LEFT JOIN viewer(:session) v ON true
    LEFT JOIN account a ON a.id = c.author
    CROSS JOIN LATERAL post_roles(v.id, p) r
WHERE c.id = :id AND post_visible(p, v.id)
    AND comment_visible(c, v.id, comment_decides(r.is_author, r.is_owner,
	r.is_moderator, v.is_admin));

-- Posts under which others have commented since the viewer marked that as
-- read, each with its newest such comment. Newest first, 10; an 11th row says
-- that there are more. `after_id` is set where the post's comments take more
-- than one page: its page after that comment begins with this one.
--: record answer_item
--:   at            time
--:   comment_id    int8
--:   after_id      int8?
--:   excerpt       text
--:   author_name   text
--:   author_login  text?
--:   post_id       int8
--:   post_title    text
--:   post_slug     text

--: query answers_mine read many answer_item
--:   session  bytea
SELECT x.at, c.id AS comment_id,
    CASE WHEN p.n_comments > 200 THEN c.id - 1 END AS after_id, c.excerpt,
    coalesce(a.name, c.guest_name) AS author_name, a.login AS author_login,
    p.id AS post_id, p.title AS post_title, p.slug AS post_slug
FROM viewer(:session) v
    JOIN account me ON me.id = v.id
    CROSS JOIN LATERAL answers(v.id, me.answers_read_at, 11) x
    JOIN comment c ON c.id = x.comment
    JOIN post p ON p.id = x.post
    LEFT JOIN account a ON a.id = c.author
ORDER BY x.at DESC, c.id DESC;

-- All up to the newest that was shown; what came meanwhile stays new.
--: query answers_read write none
--:   session  bytea
--:   up_to    time
UPDATE account a
SET answers_read_at = greatest(a.answers_read_at, least(:up_to, now()))
FROM viewer(:session) v
WHERE a.id = v.id;

-- Comments that wait for the viewer, who decides about all comments of own
-- blogs and of those in communities that the viewer moderates, and elsewhere
-- about those of own posts. The same says comment_decides; here it is turned
-- round, so that the search begins with the few blogs that concern the viewer.
-- Oldest first, 20 a page as above.
--: record held_item
--:   id           int8
--:   post_id      int8
--:   post_title   text
--:   post_slug    text
--:   blog_title   text
--:   blog_slug    text
--:   body         html
--:   created_at   time
--:   author_name  text

--: query comments_held read many held_item
--:   session   bytea
--:   after_id  int8?
WITH mine AS MATERIALIZED (
	SELECT x.blog, x.viewer, bool_or(x.whole) AS whole
	FROM (SELECT ba.blog, v.id AS viewer, ba.role = 'owner' AS whole
		FROM viewer(:session) v
		    JOIN blog_author ba ON ba.account = v.id
		UNION ALL
		SELECT m.blog, v.id, true
		FROM viewer(:session) v
		    JOIN community_moderator cm ON cm.account = v.id
		    JOIN membership m ON m.community = cm.community
			AND m.state = 'approved'
		    JOIN community cy ON cy.id = cm.community
			AND community_visible(cy, NULL)) x
	GROUP BY x.blog, x.viewer)
SELECT c.id, p.id AS post_id, p.title AS post_title, p.slug AS post_slug,
    b.title AS blog_title, b.slug AS blog_slug, c.html AS body, c.created_at,
    coalesce(c.guest_name, a.name) AS author_name
FROM (SELECT h.* FROM mine CROSS JOIN LATERAL (
		SELECT c.id FROM comment c JOIN post p ON p.id = c.post
		WHERE c.blog = mine.blog AND c.state = 'held'
		    AND post_public(p)
		    AND (mine.whole OR p.author = mine.viewer)
		    AND c.id > coalesce(:after_id, 0)
		ORDER BY c.id LIMIT 21) h
	ORDER BY h.id LIMIT 21) x
    JOIN comment c ON c.id = x.id
    LEFT JOIN account a ON a.id = c.author
    JOIN post p ON p.id = c.post
    JOIN blog b ON b.id = p.blog
ORDER BY c.id;

-- Rows as pages and feeds show them: what several queries select alike.
--
-- These are put into the statements that use them, like the predicates of
-- visible.sql, which is run before this file. The order of their columns is
-- that of the records in sql/queries.

DROP VIEW IF EXISTS public_post, feed_post, blog_card, event_card,
    membership_card;

-- Who a blog is said to be of: its first owner.
CREATE OR REPLACE FUNCTION blog_owner(a_blog bigint)
RETURNS TABLE (id bigint, name text, login text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT a.id, a.name, a.login
	FROM blog_author ba JOIN account a ON a.id = ba.account
	WHERE ba.blog = a_blog AND ba.role = 'owner'
	ORDER BY ba.created_at, a.id LIMIT 1;
END;

-- A post as every list shows it; record post_item without its `at`.
CREATE VIEW public_post AS
SELECT p.id, p.title, p.slug, p.excerpt, p.lang, p.published_at,
    p.updated_at, p.bumped_at, p.n_comments, p.tags,
    p.author AS author_id, a.name AS author_name, a.login AS author_login,
    p.blog AS blog_id, b.title AS blog_title, b.slug AS blog_slug,
    coalesce(pr.n, 0) AS n_reads
FROM post p
    JOIN account a ON a.id = p.author
    JOIN blog b ON b.id = p.blog
    LEFT JOIN post_reads pr ON pr.post = p.id
WHERE post_public(p);

-- Record feed_item without its `at`.
CREATE VIEW feed_post AS
SELECT p.id, p.title, p.slug, t.summary, p.excerpt, t.html AS body, p.lang,
    p.published_at, p.updated_at, p.n_comments, p.tags,
    a.name AS author_name, a.login AS author_login,
    b.title AS blog_title, b.slug AS blog_slug,
    greatest(p.updated_at, p.counted_at, a.renamed_at, b.renamed_at)
	AS changed_at
FROM post p
    JOIN post_text t ON t.post = p.id
    JOIN account a ON a.id = p.author
    JOIN blog b ON b.id = p.blog
WHERE post_public(p);

-- What others have said, since a time, under the posts of a member: those of
-- the blogs that the member owns, and the member's own in other blogs. Of each
-- post the newest comment: a member's, or a guest's that somebody else has
-- let through. Newest first, `most` of them; discussed.at has moved with either.
CREATE OR REPLACE FUNCTION answers(a_account bigint, since timestamptz,
    most integer)
RETURNS TABLE (post bigint, comment bigint, at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT x.post, x.comment, x.at
	FROM blog_author ba CROSS JOIN LATERAL (
		SELECT p.id AS post, n.id AS comment, n.at
		FROM discussed d JOIN post p ON p.id = d.post
		    CROSS JOIN LATERAL (
			(SELECT c.id, c.created_at AS at FROM comment c
			WHERE c.post = p.id AND c.author <> a_account
			    AND comment_visible(c, NULL, false)
			ORDER BY c.id DESC LIMIT 1)
			UNION ALL
			(SELECT c.id, e.at
			FROM event e JOIN comment c ON c.id = e.comment
			WHERE e.post = p.id AND e.kind = 'comment_approved'
			    AND e.actor <> a_account
			    AND comment_visible(c, NULL, false)
			ORDER BY e.id DESC LIMIT 1)
			ORDER BY at DESC LIMIT 1) n
		WHERE d.blog = ba.blog AND d.at > since AND n.at > since
		    AND post_public(p)
		    AND (ba.role = 'owner' OR d.author = a_account)
		ORDER BY d.at DESC, d.post DESC LIMIT most) x
	WHERE ba.account = a_account
	ORDER BY x.at DESC, x.comment DESC LIMIT most;
END;

-- Record blog_item without its `at`.
CREATE VIEW blog_card AS
SELECT b.id, b.slug, b.title, b.about_text, b.lang, b.n_posts, b.created_at,
    b.active_at, o.name AS owner_name, o.login AS owner_login
FROM blog b CROSS JOIN LATERAL blog_owner(b.id) o
WHERE blog_visible(b, NULL);

-- Record membership_item without the viewer's roles. It decides nothing
-- about seeing: who uses it asks membership_visible or is one of the sides.
CREATE VIEW membership_card AS
SELECT m.id, b.id AS blog_id, b.slug AS blog_slug, b.title AS blog_title,
    b.about_text AS blog_about_text, b.n_posts AS blog_n_posts,
    c.id AS community_id, c.slug AS community_slug,
    c.title AS community_title, a.name AS owner_name, a.login AS owner_login,
    CASE WHEN profile_visible(a, NULL) THEN a.position ELSE '' END
	AS owner_position,
    CASE WHEN profile_visible(a, NULL) THEN a.organisation ELSE '' END
	AS owner_organisation,
    m.message, m.answer, d.name AS decided_by_name,
    d.login AS decided_by_login, m.created_at, m.since, m.state,
    m.previous IS NOT NULL AS is_again,
    m.state = 'invited' AS is_invited, m.state = 'applied' AS is_applied,
    m.state = 'changes_asked' AS is_changes_asked,
    m.state = 'approved' AS is_approved, m.state = 'refused' AS is_refused,
    m.state = 'withdrawn' AS is_withdrawn, m.state = 'left' AS is_left,
    m.state = 'removed' AS is_removed
FROM membership m
    JOIN blog b ON b.id = m.blog
    JOIN community c ON c.id = m.community
    CROSS JOIN LATERAL blog_owner(b.id) o
    JOIN account a ON a.id = o.id
    LEFT JOIN account d ON d.id = m.decided_by;

-- Record event_item. It decides nothing about seeing, either.
CREATE VIEW event_card AS
SELECT e.id, e.at, e.kind, e.body, r.name AS actor_name,
    r.login AS actor_login, a.name AS account_name, a.login AS account_login,
    b.title AS blog_title, b.slug AS blog_slug, c.title AS community_title,
    c.slug AS community_slug, e.membership AS membership_id,
    p.id AS post_id, p.title AS post_title, p.slug AS post_slug,
    e.kind = 'applied' AS is_applied,
    e.kind = 'resubmitted' AS is_resubmitted,
    e.kind = 'invited' AS is_invited, e.kind = 'accepted' AS is_accepted,
    e.kind = 'declined' AS is_declined, e.kind = 'approved' AS is_approved,
    e.kind = 'changes_asked' AS is_changes_asked,
    e.kind = 'refused' AS is_refused, e.kind = 'withdrawn' AS is_withdrawn,
    e.kind = 'uninvited' AS is_uninvited, e.kind = 'left' AS is_left,
    e.kind = 'removed' AS is_removed,
    e.kind = 'moderator_added' AS is_moderator_added,
    e.kind = 'moderator_removed' AS is_moderator_removed,
    e.kind = 'handed_over' AS is_handed_over,
    e.kind = 'community_made' AS is_community_made,
    e.kind = 'community_changed' AS is_community_changed
FROM event e
    LEFT JOIN account r ON r.id = e.actor
    LEFT JOIN account a ON a.id = e.account
    LEFT JOIN blog b ON b.id = e.blog
    LEFT JOIN community c ON c.id = e.community
    LEFT JOIN post p ON p.id = e.post AND post_public(p);

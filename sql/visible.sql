-- Who may see what: one predicate for each kind of thing, and nowhere else.
--
-- Every page, list, feed and count asks these. They take the row and the id
-- of the viewer, NULL for anybody. Whether somebody may also *do* something
-- is decided elsewhere, from the roles that the functions below return.
--
-- All are one expression or one SELECT, neither volatile nor strict nor with
-- settings of their own, so that the planner puts them into the statement
-- that uses them: a list stays an index scan. Their bodies are bound to their
-- tables when they are created, hence no search path can mislead them.
--
-- This file is run again after every migration and whenever it changes.

-- The signed-in member of a session's hash, as a table of one row or none:
--	... LEFT JOIN viewer(:session) v ON true
-- A session ends 14 days after its last use and 90 days after its beginning.
-- What else the head of a page shows of the member comes along, so that both
-- rows are looked up once; nobody who does not ask for it pays for it.
CREATE OR REPLACE FUNCTION viewer(session bytea)
RETURNS TABLE (id bigint, is_admin boolean, login text, name text,
    language text, seen_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT a.id, a.role = 'admin', a.login, a.name, a.language, s.seen_at
	FROM session s JOIN account a ON a.id = s.account
	WHERE s.token_hash = viewer.session
	    AND a.state = 'active'
	    AND s.seen_at > now() - interval '14 days'
	    AND s.created_at > now() - interval '90 days';
END;

-- In its place where nobody is signed in (the generator puts it there): what
-- depends on the viewer is then known when the statement is planned.
CREATE OR REPLACE FUNCTION nobody()
RETURNS TABLE (id bigint, is_admin boolean, login text, name text,
    language text, seen_at timestamptz)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text,
	    NULL::text, NULL::timestamptz;
END;

-- What an account says of itself. The name stays with what it wrote.
CREATE OR REPLACE FUNCTION profile_visible(a account, viewer bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a).state = 'active' OR (a).id = viewer;

CREATE OR REPLACE FUNCTION blog_visible(b blog, viewer bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (b).state = 'active';

CREATE OR REPLACE FUNCTION community_visible(c community, viewer bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (c).state = 'active';

-- Lists and feeds: a published post of a blog that is there.
CREATE OR REPLACE FUNCTION post_public(p post)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p).shown;

-- The post's own page: also its author's draft. Nobody else reads a draft.
CREATE OR REPLACE FUNCTION post_visible(p post, viewer bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN post_public(p) OR ((p).state = 'draft' AND (p).author = viewer);

-- Who decides about the comments of a post, by what post_roles says.
CREATE OR REPLACE FUNCTION comment_decides(is_author boolean,
    is_owner boolean, is_moderator boolean, is_admin boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN is_author OR is_owner OR is_moderator OR coalesce(is_admin, false);

-- A comment, to somebody who may see its post: held and hidden ones are seen
-- by who decides about them and by who wrote them.
CREATE OR REPLACE FUNCTION comment_visible(c comment, viewer bigint,
    decides boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (c).state = 'visible' OR ((c).state IN ('held', 'hidden')
    AND (decides OR (c).author = viewer));

-- An episode of a membership: that a blog is in a community is public; all
-- else is between the two sides (and the site's administrator).
CREATE OR REPLACE FUNCTION membership_visible(m membership, sees_both boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (m).state = 'approved' OR sees_both;

-- What the viewer is to a blog.
CREATE OR REPLACE FUNCTION blog_roles(viewer bigint, a_blog bigint)
RETURNS TABLE (is_owner boolean, is_author boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM blog_author ba
		WHERE ba.blog = a_blog AND ba.account = blog_roles.viewer
		AND ba.role = 'owner'),
	    EXISTS (SELECT FROM blog_author ba
		WHERE ba.blog = a_blog AND ba.account = blog_roles.viewer);
END;

-- What the viewer is to a community.
CREATE OR REPLACE FUNCTION community_roles(viewer bigint, a_community bigint)
RETURNS TABLE (is_owner boolean, is_moderator boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT EXISTS (SELECT FROM community c
		WHERE c.id = a_community
		AND c.owner = community_roles.viewer),
	    EXISTS (SELECT FROM community_moderator cm
		WHERE cm.community = a_community
		AND cm.account = community_roles.viewer);
END;

-- What the viewer is to a post: its author (while still an author of the
-- blog), an owner of its blog, a moderator of a community that shows it.
DROP FUNCTION IF EXISTS post_roles(bigint, bigint);
CREATE OR REPLACE FUNCTION post_roles(viewer bigint, a_post post)
RETURNS TABLE (is_author boolean, is_owner boolean, is_moderator boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT (a_post).author = post_roles.viewer AND EXISTS (SELECT
		FROM blog_author ba WHERE ba.blog = (a_post).blog
		AND ba.account = post_roles.viewer),
	    EXISTS (SELECT FROM blog_author ba WHERE ba.blog = (a_post).blog
		AND ba.account = post_roles.viewer AND ba.role = 'owner'),
	    EXISTS (SELECT FROM community_post cp
		JOIN community c ON c.id = cp.community
		JOIN community_moderator cm ON cm.community = c.id
		WHERE cp.post = (a_post).id
		AND cm.account = post_roles.viewer
		AND community_visible(c, post_roles.viewer));
END;

-- Which posts each community shows: the meaning of the table community_post,
-- which triggers keep equal to this.
DROP VIEW IF EXISTS community_post_due;
CREATE VIEW community_post_due AS
SELECT m.community,
    CASE WHEN p.published_at >= m.feed_from
	THEN greatest(p.published_at, m.approved_at)
	ELSE p.published_at END AS at,
    p.id AS post,
    p.published_at >= m.feed_from AS in_feed
FROM membership m JOIN post p ON p.blog = m.blog
WHERE m.state = 'approved' AND post_public(p);

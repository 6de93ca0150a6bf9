-- Memberships, step by step. How these functions are made,
-- write-accounts.sql says.

-- Every step of a membership: from which state, what is done, by which side,
-- which state comes of it, what the log calls it, and whether words are
-- needed. `none` is a pair without an open episode: a new one begins.
-- Invited and applied at once is approved.
CREATE OR REPLACE FUNCTION membership_rules()
RETURNS TABLE (from_state text, action text, side text, to_state text,
    kind text, needs_words boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES
	('none', 'apply', 'blog', 'applied', 'applied', false),
	('none', 'invite', 'community', 'invited', 'invited', false),
	('invited', 'apply', 'blog', 'approved', 'accepted', false),
	('invited', 'accept', 'blog', 'approved', 'accepted', false),
	('invited', 'decline', 'blog', 'withdrawn', 'declined', false),
	('invited', 'withdraw', 'community', 'withdrawn', 'uninvited', false),
	('applied', 'withdraw', 'blog', 'withdrawn', 'withdrawn', false),
	('applied', 'approve', 'community', 'approved', 'approved', false),
	('applied', 'invite', 'community', 'approved', 'approved', false),
	('applied', 'refuse', 'community', 'refused', 'refused', true),
	('applied', 'ask_changes', 'community', 'changes_asked',
	    'changes_asked', true),
	('changes_asked', 'apply', 'blog', 'applied', 'resubmitted', false),
	('changes_asked', 'withdraw', 'blog', 'withdrawn', 'withdrawn', false),
	('changes_asked', 'approve', 'community', 'approved', 'approved', false),
	('changes_asked', 'invite', 'community', 'approved', 'approved', false),
	('changes_asked', 'refuse', 'community', 'refused', 'refused', true),
	('approved', 'leave', 'blog', 'left', 'left', false),
	('approved', 'remove', 'community', 'removed', 'removed', true);
END;

-- Tells everybody whom a step concerns, but who took it: the moderators and
-- the owners of the blog.
CREATE OR REPLACE FUNCTION membership_tell(a_event bigint, a_actor bigint,
    a_blog bigint, a_community bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	INSERT INTO notice (account, event)
	SELECT t.account, a_event FROM (
		SELECT cm.account FROM community_moderator cm
		WHERE cm.community = a_community
		UNION
		SELECT ba.account FROM blog_author ba
		WHERE ba.blog = a_blog AND ba.role = 'owner') t
	WHERE t.account <> a_actor
	ON CONFLICT DO NOTHING;
$$;

-- Takes one step that is known to be right; the caller holds the blog's and
-- the community's rows. `m` has no id yet when an episode begins.
CREATE OR REPLACE FUNCTION membership_move(m membership, a_actor bigint,
    a_action text, a_words text, a_announce integer, a_nonce text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	r record;
	told bigint;
BEGIN
	SELECT * INTO r FROM membership_rules() x
	WHERE x.from_state = m.state AND x.action = a_action;
	IF r.to_state = 'approved' THEN
		m.approved_at := now();
		m.feed_from := coalesce((SELECT min(p.published_at) FROM (
			SELECT p.published_at FROM post p
			WHERE p.blog = m.blog AND post_public(p)
			ORDER BY p.published_at DESC, p.id DESC
			LIMIT least(greatest(a_announce, 0), 30)) p), now());
	END IF;
	IF r.side = 'community' THEN
		m.answer := a_words;
		m.decided_by := a_actor;
	ELSIF a_words <> '' OR a_action = 'apply' THEN
		m.message := a_words;
	END IF;
	IF m.id IS NULL THEN
		INSERT INTO membership (blog, community, previous, state,
		    message, answer, decided_by)
		VALUES (m.blog, m.community, m.previous, r.to_state,
		    coalesce(m.message, ''), coalesce(m.answer, ''),
		    m.decided_by)
		RETURNING id INTO m.id;
	ELSE
		UPDATE membership x SET state = r.to_state, since = now(),
		    message = m.message, answer = m.answer,
		    decided_by = m.decided_by, approved_at = m.approved_at,
		    feed_from = m.feed_from
		WHERE x.id = m.id;
	END IF;
	INSERT INTO event (kind, actor, blog, community, membership, body,
	    nonce)
	VALUES (r.kind, a_actor, m.blog, m.community, m.id, a_words, a_nonce)
	RETURNING id INTO told;
	PERFORM membership_tell(told, a_actor, m.blog, m.community);
	RETURN done(m.id, (SELECT c.slug FROM community c
	    WHERE c.id = m.community), r.to_state);
END
$$;

-- Checks a step and takes it. a_id names the episode that was seen, NULL the
-- newest; a decision about an episode that is over is refused.
CREATE OR REPLACE FUNCTION membership_step(a_session bytea, a_blog bigint,
    a_community bigint, a_id bigint, a_action text, a_words text,
    a_announce integer, a_nonce text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	sides text[];
	is_open boolean;
	m membership;
	r record;
BEGIN
	IF me IS NULL THEN
		RETURN refused('log_in');
	END IF;
	PERFORM FROM blog b WHERE b.id = a_blog AND blog_visible(b, me)
	FOR NO KEY UPDATE;
	IF FOUND THEN
		SELECT c.open INTO is_open FROM community c
		WHERE c.id = a_community AND community_visible(c, me)
		FOR NO KEY UPDATE;
	END IF;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	sides := ARRAY(
		SELECT 'blog' FROM blog_roles(me, a_blog) x WHERE x.is_owner
		UNION ALL SELECT 'community'
		FROM community_roles(me, a_community) x WHERE x.is_moderator);
	IF NOT EXISTS (SELECT FROM membership_rules() x
	    WHERE x.action = a_action AND x.side = ANY (sides)) THEN
		RETURN refused('not_allowed');
	END IF;

	SELECT x.* INTO m FROM membership x JOIN event e ON e.membership = x.id
	WHERE e.nonce = a_nonce AND e.actor = me AND x.blog = a_blog
	    AND x.community = a_community;
	IF FOUND THEN
		RETURN done(m.id, (SELECT c.slug FROM community c
		    WHERE c.id = a_community), m.state);
	END IF;

	SELECT * INTO m FROM membership x
	WHERE x.blog = a_blog AND x.community = a_community
	ORDER BY x.id DESC LIMIT 1;
	IF a_id <> m.id THEN
		RETURN refused('wrong_state');
	ELSIF m.id IS NULL OR m.state IN ('refused', 'withdrawn', 'left',
	    'removed') THEN
		m := ROW(NULL, a_blog, a_community, m.id, 'none', '', '',
		    NULL, NULL, NULL, NULL, NULL)::membership;
	END IF;
	SELECT * INTO r FROM membership_rules() x
	WHERE x.from_state = m.state AND x.action = a_action
	    AND x.side = ANY (sides);
	IF NOT FOUND THEN
		RETURN refused('wrong_state');
	ELSIF r.needs_words AND a_words !~ '\S' THEN
		RETURN refused('reason_required');
	ELSIF m.state = 'none' AND a_action = 'apply' AND NOT is_open THEN
		RETURN refused('closed');
	END IF;
	RETURN membership_move(m, me, a_action, a_words, a_announce, a_nonce);
END
$$;

CREATE OR REPLACE FUNCTION membership_apply(a_session bytea, a_blog bigint,
    a_community_key text, a_message text, a_nonce text) RETURNS outcome
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT membership_step(a_session, a_blog,
	    (SELECT s.community FROM community_slug s
		WHERE s.slug_key = a_community_key),
	    NULL, 'apply', a_message, 0, a_nonce);
$$;

CREATE OR REPLACE FUNCTION membership_invite(a_session bytea,
    a_blog_key text, a_community_key text, a_message text, a_nonce text)
RETURNS outcome
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT membership_step(a_session,
	    (SELECT s.blog FROM blog_slug s WHERE s.slug_key = a_blog_key),
	    (SELECT s.community FROM community_slug s
		WHERE s.slug_key = a_community_key),
	    NULL, 'invite', a_message, 0, a_nonce);
$$;

-- An episode that one may not see is not there.
CREATE OR REPLACE FUNCTION membership_act(a_session bytea, a_id bigint,
    a_action text, a_words text, a_announce integer, a_nonce text)
RETURNS outcome
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT CASE
	    WHEN NOT coalesce(membership_visible(m, b.is_author
		OR c.is_moderator OR v.is_admin), v.id IS NULL)
	    THEN refused('not_found')
	    WHEN a_action IN ('apply', 'invite') THEN refused('not_allowed')
	    ELSE membership_step(a_session, m.blog, m.community, m.id,
		a_action, a_words, a_announce, a_nonce) END
	FROM (SELECT) nothing
	    LEFT JOIN viewer(a_session) v ON true
	    LEFT JOIN membership m ON m.id = a_id
	    CROSS JOIN LATERAL blog_roles(v.id, m.blog) b
	    CROSS JOIN LATERAL community_roles(v.id, m.community) c;
$$;

-- A blog that is deleted leaves wherever it is, was invited or has applied.
CREATE OR REPLACE FUNCTION memberships_end(a_blog bigint, a_actor bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	m membership;
BEGIN
	PERFORM FROM community c WHERE c.id IN (SELECT x.community
	    FROM membership x WHERE x.blog = a_blog)
	ORDER BY c.id FOR NO KEY UPDATE;
	FOR m IN SELECT * FROM membership x WHERE x.blog = a_blog
	    AND x.state IN ('invited', 'applied', 'changes_asked', 'approved')
	    ORDER BY x.id
	LOOP
		PERFORM membership_move(m, a_actor, CASE m.state
		    WHEN 'invited' THEN 'decline' WHEN 'approved' THEN 'leave'
		    ELSE 'withdraw' END, '', 0, NULL);
	END LOOP;
END
$$;

-- Writing comments; how these functions are made, write-accounts.sql says.

-- What each action makes of a comment in each state, and who may: those who
-- decide about the post's comments (comment_decides), and who wrote it.
CREATE OR REPLACE FUNCTION comment_rules()
RETURNS TABLE (state text, action text, role text, to_state text, kind text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES ('held', 'approve', 'decider', 'visible', 'comment_approved'),
	('held', 'hide', 'decider', 'hidden', 'comment_hidden'),
	('held', 'delete', 'decider', 'deleted', 'comment_deleted'),
	('held', 'delete', 'writer', 'deleted', 'comment_deleted'),
	('visible', 'hide', 'decider', 'hidden', 'comment_hidden'),
	('visible', 'delete', 'decider', 'deleted', 'comment_deleted'),
	('visible', 'delete', 'writer', 'deleted', 'comment_deleted'),
	('hidden', 'show', 'decider', 'visible', 'comment_shown'),
	('hidden', 'delete', 'decider', 'deleted', 'comment_deleted'),
	('hidden', 'delete', 'writer', 'deleted', 'comment_deleted');
END;

-- Notes the post for comments_count, which closes the transaction and moves the
-- counters of all its posts: the setting lives as long as the transaction.
CREATE OR REPLACE FUNCTION comment_create(a_session bytea, a_post bigint,
    a_guest_name text, a_source text, a_html text, a_excerpt text,
    a_renderer integer, a_nonce text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint;
	a_blog bigint;
	a_slug text;
	a_state text;
	made bigint;
	noted text;
BEGIN
	SELECT v.id, p.blog, p.slug INTO me, a_blog, a_slug
	FROM (VALUES (true)) x LEFT JOIN viewer(a_session) v ON true
	    LEFT JOIN post p ON p.id = a_post AND post_public(p);
	IF me IS NULL AND a_guest_name IS NULL THEN
		RETURN refused('log_in');
	ELSIF me IS NULL AND a_guest_name = '' THEN
		RETURN refused('name_required');
	ELSIF a_blog IS NULL THEN
		RETURN refused('not_found');
	END IF;
	a_state := CASE WHEN me IS NULL THEN 'held' ELSE 'visible' END;
	INSERT INTO comment (post, blog, author, guest_name, state, source,
	    html, excerpt, renderer, nonce)
	VALUES (a_post, a_blog, me,
	    CASE WHEN me IS NULL THEN a_guest_name END, a_state,
	    a_source, a_html, a_excerpt, a_renderer, a_nonce)
	ON CONFLICT (nonce) DO NOTHING RETURNING id INTO made;
	IF NOT FOUND THEN
		SELECT c.id, c.state INTO made, a_state FROM comment c
		WHERE c.nonce = a_nonce AND c.post = a_post
		    AND c.author IS NOT DISTINCT FROM me;
		IF NOT FOUND THEN
			RETURN refused('not_allowed');
		END IF;
	ELSIF a_state = 'visible' THEN
		noted := current_setting('sala.commented', true);
		noted := set_config('sala.commented', CASE WHEN noted <> ''
		    THEN noted || ',' || a_post ELSE a_post::text END, true);
	END IF;
	RETURN done(made, a_slug, a_state);
END
$$;

-- Moves the counters of all posts that comment_create has noted in this
-- transaction. It locks the posts in the order of their ids; nothing may lock
-- a post behind it.
CREATE OR REPLACE FUNCTION comments_count() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	posts bigint[] := string_to_array(
	    current_setting('sala.commented', true), ',')::bigint[];
BEGIN
	WITH locked AS MATERIALIZED (
		SELECT p.id FROM post p WHERE p.id = ANY (posts)
		ORDER BY p.id FOR NO KEY UPDATE OF p),
	counted AS (
		UPDATE post p SET n_comments = p.n_comments
			+ cardinality(array_positions(posts, p.id)),
		    bumped_at = greatest(p.bumped_at, now()),
		    counted_at = now()
		FROM locked WHERE p.id = locked.id
		RETURNING p.id, p.bumped_at, p.author, post_public(p) AS shown)
	INSERT INTO discussed (post, at, author)
	SELECT c.id, c.bumped_at, c.author FROM counted c WHERE c.shown
	ON CONFLICT (post) DO UPDATE SET at = excluded.at;
	PERFORM set_config('sala.commented', '', true);
END
$$;

-- An approved comment bumps its post as a new one does; when one goes, the
-- post falls back to the place that the comments left give it.
CREATE OR REPLACE FUNCTION comment_moved(a_post bigint, was text, is_now text)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE post p SET n_comments = p.n_comments
	    + (is_now = 'visible')::integer - (was = 'visible')::integer,
	    counted_at = now(),
	    bumped_at = CASE WHEN was = 'held' AND is_now = 'visible'
		THEN now()
		ELSE greatest(p.published_at, (SELECT c.created_at
		    FROM comment c WHERE c.post = p.id AND c.state = 'visible'
		    ORDER BY c.id DESC LIMIT 1)) END
	WHERE p.id = a_post AND (was = 'visible') <> (is_now = 'visible');
	SELECT discussed_derive(ARRAY[a_post]);
$$;

CREATE OR REPLACE FUNCTION comment_act(a_session bytea, a_id bigint,
    a_action text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me record;
	p post;
	c comment;
	decides boolean;
	roles text[];
	r record;
BEGIN
	SELECT v.id, v.is_admin INTO me FROM viewer(a_session) v;
	IF me.id IS NULL THEN
		RETURN refused('log_in');
	END IF;
	SELECT * INTO p FROM post x WHERE x.id = (SELECT y.post FROM comment y
	    WHERE y.id = a_id) FOR NO KEY UPDATE;
	SELECT * INTO c FROM comment y WHERE y.id = a_id FOR NO KEY UPDATE;
	decides := (SELECT comment_decides(x.is_author, x.is_owner,
	    x.is_moderator, me.is_admin) FROM post_roles(me.id, p.id) x);
	IF NOT coalesce(post_visible(p, me.id)
	    AND comment_visible(c, me.id, decides), false) THEN
		RETURN refused('not_found');
	END IF;
	roles := ARRAY(SELECT 'decider' WHERE decides
	    UNION SELECT 'writer' WHERE c.author = me.id);
	IF NOT EXISTS (SELECT FROM comment_rules() x
	    WHERE x.action = a_action AND x.role = ANY (roles)) THEN
		RETURN refused('not_allowed');
	END IF;
	SELECT * INTO r FROM comment_rules() x WHERE x.state = c.state
	    AND x.action = a_action AND x.role = ANY (roles) LIMIT 1;
	IF NOT FOUND THEN
		RETURN refused('wrong_state');
	END IF;
	UPDATE comment y SET state = r.to_state WHERE y.id = a_id;
	PERFORM comment_moved(p.id, c.state, r.to_state);
	INSERT INTO event (kind, actor, blog, post, comment)
	VALUES (r.kind, me.id, p.blog, p.id, c.id);
	RETURN done(p.id, p.slug, r.to_state);
END
$$;

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

-- Comments that were sent at about the same time, by whomever: one answer for
-- each, in their order. The posts are locked in the order of their ids, to be
-- counted once for all; nothing may lock a post behind this. A nonce that is
-- there already, perhaps committed a moment ago by another, has its answer
-- looked up by a statement of its own.
CREATE OR REPLACE FUNCTION comments_create(sessions bytea[], posts bigint[],
    guest_names text[], sources text[], htmls text[], excerpts text[],
    renderers integer[], nonces text[]) RETURNS SETOF outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	a record;
BEGIN
	FOR a IN WITH asked AS MATERIALIZED (
		SELECT x.*, v.id AS me, p.blog, p.slug,
		    CASE WHEN v.id IS NULL AND x.guest_name IS NULL
			    THEN 'log_in'
			WHEN v.id IS NULL AND x.guest_name = ''
			    THEN 'name_required'
			WHEN p.id IS NULL THEN 'not_found' END AS refusal
		FROM unnest(sessions, posts, guest_names, sources, htmls,
			excerpts, renderers, nonces) WITH ORDINALITY
			AS x (session, post, guest_name, source, html,
			    excerpt, renderer, nonce, n)
		    LEFT JOIN viewer(x.session) v ON true
		    LEFT JOIN post p ON p.id = x.post AND post_public(p)),
	made AS (
		INSERT INTO comment AS c (post, blog, author, guest_name,
		    state, source, html, excerpt, renderer, nonce)
		SELECT x.post, x.blog, x.me,
		    CASE WHEN x.me IS NULL THEN x.guest_name END,
		    CASE WHEN x.me IS NULL THEN 'held' ELSE 'visible' END,
		    x.source, x.html, x.excerpt, x.renderer, x.nonce
		FROM asked x WHERE x.refusal IS NULL ORDER BY x.n
		ON CONFLICT (nonce) DO NOTHING
		RETURNING c.id, c.post, c.author, c.state, c.nonce),
	new AS (
		SELECT m.post, count(*)::integer AS n FROM made m
		WHERE m.state = 'visible' GROUP BY m.post),
	locked AS MATERIALIZED (
		SELECT p.id, new.n FROM post p JOIN new ON new.post = p.id
		ORDER BY p.id FOR NO KEY UPDATE OF p),
	counted AS (
		UPDATE post p SET n_comments = p.n_comments + locked.n,
		    bumped_at = greatest(p.bumped_at, now()),
		    counted_at = now()
		FROM locked WHERE p.id = locked.id
		RETURNING p.id, p.bumped_at, p.author, p.blog,
		    post_public(p) AS shown),
	moved AS (
		INSERT INTO discussed (post, at, author, blog)
		SELECT c.id, c.bumped_at, c.author, c.blog FROM counted c
		WHERE c.shown
		ON CONFLICT (post) DO UPDATE SET at = excluded.at)
	SELECT x.refusal, x.post, x.me, x.nonce, x.slug, m.id, m.state
	FROM asked x LEFT JOIN made m ON m.nonce = x.nonce
	    AND m.post = x.post AND m.author IS NOT DISTINCT FROM x.me
	ORDER BY x.n
	LOOP
		IF a.refusal IS NULL AND a.id IS NULL THEN
			SELECT c.id, c.state INTO a.id, a.state FROM comment c
			WHERE c.nonce = a.nonce AND c.post = a.post
			    AND c.author IS NOT DISTINCT FROM a.me;
			a.refusal := CASE WHEN NOT FOUND
			    THEN 'not_allowed' END;
		END IF;
		RETURN NEXT CASE WHEN a.refusal IS NULL
		    THEN done(a.id, a.slug, a.state)
		    ELSE refused(a.refusal) END;
	END LOOP;
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
	    x.is_moderator, me.is_admin) FROM post_roles(me.id, p) x);
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

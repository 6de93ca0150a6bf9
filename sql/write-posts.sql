-- Writing posts and comments; how these functions are made, write-accounts.sql says.

CREATE OR REPLACE FUNCTION post_create(a_session bytea, a_blog bigint,
    a_title text, a_slug text, a_summary text, a_source text, a_kind text,
    a_html text, a_excerpt text, a_renderer integer, a_lang text,
    a_tags text[], a_tag_keys text[], a_publish boolean, a_nonce text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	made post;
BEGIN
	IF me IS NULL THEN
		RETURN refused('log_in');
	ELSIF a_publish AND a_title = '' THEN
		RETURN refused('title_required');
	END IF;
	PERFORM FROM blog b
	WHERE b.id = a_blog AND blog_visible(b, me) FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	ELSIF NOT (SELECT r.is_author FROM blog_roles(me, a_blog) r) THEN
		RETURN refused('not_allowed');
	END IF;
	INSERT INTO post (blog, author, state, lang, slug, title, excerpt,
	    tags, tag_keys, nonce)
	SELECT a_blog, me, CASE WHEN a_publish THEN 'published' ELSE 'draft' END,
	    a_lang, a_slug, a_title, a_excerpt, a_tags, a_tag_keys, a_nonce
	WHERE NOT EXISTS (SELECT FROM post p WHERE p.nonce = a_nonce)
	ON CONFLICT (nonce) DO NOTHING RETURNING * INTO made;
	IF NOT FOUND THEN
		SELECT * INTO made FROM post p
		WHERE p.nonce = a_nonce AND p.author = me;
		IF NOT FOUND THEN
			RETURN refused('not_allowed');
		END IF;
		RETURN done(made.id, made.slug, made.state);
	END IF;
	INSERT INTO post_text (post, kind, renderer, summary, source, html)
	VALUES (made.id, a_kind, a_renderer, a_summary, a_source, a_html);
	IF a_publish THEN
		INSERT INTO event (kind, actor, blog, post)
		VALUES ('post_published', me, a_blog, made.id);
	END IF;
	RETURN done(made.id, made.slug, made.state);
END
$$;

-- A post, locked behind its blog, and what the viewer is to it.
CREATE OR REPLACE FUNCTION post_for(a_session bytea, a_id bigint,
    OUT me bigint, OUT p post, OUT is_author boolean, OUT is_owner boolean,
    OUT is_admin boolean, OUT why text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	SELECT v.id, v.is_admin INTO me, is_admin FROM viewer(a_session) v;
	IF me IS NULL THEN
		why := 'log_in';
		RETURN;
	END IF;
	PERFORM FROM blog b WHERE b.id = (SELECT x.blog FROM post x
	    WHERE x.id = a_id) FOR NO KEY UPDATE;
	SELECT * INTO p FROM post x WHERE x.id = a_id FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		why := 'not_found';
		RETURN;
	END IF;
	SELECT r.is_author, r.is_owner INTO is_author, is_owner
	FROM post_roles(me, a_id) r;
	IF NOT post_visible(p, me) THEN
		why := 'not_found';
	END IF;
END
$$;

CREATE OR REPLACE FUNCTION post_update(a_session bytea, a_id bigint,
    a_seen_at timestamptz, a_title text, a_slug text, a_summary text,
    a_source text, a_kind text, a_html text, a_excerpt text,
    a_renderer integer, a_lang text, a_tags text[], a_tag_keys text[],
    a_publish boolean)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
	publish boolean;
BEGIN
	SELECT * INTO f FROM post_for(a_session, a_id);
	publish := a_publish OR (f.p).state = 'published';
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF NOT f.is_author THEN
		RETURN refused('not_allowed');
	ELSIF (f.p).updated_at > a_seen_at THEN
		RETURN refused('changed');
	ELSIF publish AND a_title = '' THEN
		RETURN refused('title_required');
	END IF;
	UPDATE post_text t SET kind = a_kind, renderer = a_renderer,
	    summary = a_summary, source = a_source, html = a_html
	WHERE t.post = a_id;
	UPDATE post p SET title = a_title, slug = a_slug, excerpt = a_excerpt,
	    lang = a_lang, tags = a_tags, tag_keys = a_tag_keys,
	    updated_at = now(),
	    state = CASE WHEN publish THEN 'published' ELSE 'draft' END
	WHERE p.id = a_id;
	IF publish AND (f.p).state = 'draft' THEN
		INSERT INTO event (kind, actor, blog, post)
		VALUES ('post_published', f.me, (f.p).blog, a_id);
	END IF;
	RETURN done(a_id, a_slug,
	    CASE WHEN publish THEN 'published' ELSE 'draft' END);
END
$$;

CREATE OR REPLACE FUNCTION post_delete(a_session bytea, a_id bigint)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM post_for(a_session, a_id);
	IF (f.p).state = 'deleted' AND (f.is_author OR f.is_owner) THEN
		RETURN done(a_id, (f.p).slug, 'deleted');
	ELSIF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF NOT (f.is_author OR f.is_owner OR f.is_admin) THEN
		RETURN refused('not_allowed');
	END IF;
	UPDATE post p SET state = 'deleted', updated_at = now()
	WHERE p.id = a_id;
	INSERT INTO event (kind, actor, blog, post)
	VALUES ('post_deleted', f.me, (f.p).blog, a_id);
	RETURN done(a_id, (f.p).slug, 'deleted');
END
$$;

-- By who deleted it: what an administrator took away stays away.
CREATE OR REPLACE FUNCTION post_restore(a_session bytea, a_id bigint)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
	state text;
BEGIN
	SELECT * INTO f FROM post_for(a_session, a_id);
	IF f.me IS NULL OR (f.p).id IS NULL THEN
		RETURN refused(f.why);
	ELSIF NOT (f.is_author OR f.is_owner OR f.is_admin)
	    OR f.me IS DISTINCT FROM (SELECT e.actor FROM event e
		WHERE e.post = a_id AND e.kind = 'post_deleted'
		ORDER BY e.id DESC LIMIT 1) THEN
		RETURN refused('not_found');
	ELSIF (f.p).state <> 'deleted' THEN
		RETURN done(a_id, (f.p).slug, (f.p).state);
	END IF;
	state := CASE WHEN (f.p).published_at IS NULL THEN 'draft'
	    ELSE 'published' END;
	UPDATE post p SET state = post_restore.state, updated_at = now()
	WHERE p.id = a_id;
	INSERT INTO event (kind, actor, blog, post)
	VALUES ('post_restored', f.me, (f.p).blog, a_id);
	RETURN done(a_id, (f.p).slug, state);
END
$$;

-- The post's counters are moved by the batch's last statement, comments_count.
CREATE OR REPLACE FUNCTION comment_create(a_session bytea, a_post bigint,
    a_guest_name text, a_source text, a_html text, a_excerpt text,
    a_renderer integer, a_nonce text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	place record;
	made record;
BEGIN
	IF me IS NULL AND a_guest_name IS NULL THEN
		RETURN refused('log_in');
	ELSIF me IS NULL AND a_guest_name = '' THEN
		RETURN refused('name_required');
	END IF;
	SELECT p.blog, p.slug INTO place FROM post p
	WHERE p.id = a_post AND post_public(p);
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	INSERT INTO comment (post, blog, author, guest_name, state, source,
	    html, excerpt, renderer, nonce)
	VALUES (a_post, place.blog, me,
	    CASE WHEN me IS NULL THEN a_guest_name END,
	    CASE WHEN me IS NULL THEN 'held' ELSE 'visible' END,
	    a_source, a_html, a_excerpt, a_renderer, a_nonce)
	ON CONFLICT (nonce) DO NOTHING RETURNING id, state INTO made;
	IF NOT FOUND THEN
		SELECT c.id, c.state INTO made FROM comment c
		WHERE c.nonce = a_nonce AND c.post = a_post
		    AND c.author IS NOT DISTINCT FROM me;
		IF NOT FOUND THEN
			RETURN refused('not_allowed');
		END IF;
	END IF;
	RETURN done(made.id, place.slug, made.state);
END
$$;

-- What each action makes of a comment in each state; NULL: it cannot be.
CREATE OR REPLACE FUNCTION comment_next(state text, action text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN action = 'approve' AND state = 'held' THEN 'visible'
    WHEN action = 'hide' AND state IN ('visible', 'held') THEN 'hidden'
    WHEN action = 'show' AND state = 'hidden' THEN 'visible'
    WHEN action = 'delete' AND state <> 'deleted' THEN 'deleted' END;

-- An approved comment bumps its post as a new one does; when one goes, the
-- post falls back to the place that the comments left give it.
CREATE OR REPLACE FUNCTION comment_moved(a_post bigint, was text, is_now text)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE post p SET n_comments = p.n_comments
	    + (is_now = 'visible')::integer - (was = 'visible')::integer,
	    bumped_at = CASE WHEN was = 'held' AND is_now = 'visible'
		THEN now()
		ELSE greatest(p.published_at, (SELECT c.created_at
		    FROM comment c WHERE c.post = p.id AND c.state = 'visible'
		    ORDER BY c.id DESC LIMIT 1)) END
	WHERE p.id = a_post AND (was = 'visible') <> (is_now = 'visible');
$$;

CREATE OR REPLACE FUNCTION comment_act(a_session bytea, a_id bigint,
    a_action text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me record;
	p post;
	c comment;
	decides boolean;
	next text;
BEGIN
	SELECT v.id, v.is_admin INTO me FROM viewer(a_session) v;
	IF me.id IS NULL THEN
		RETURN refused('log_in');
	END IF;
	SELECT * INTO p FROM post x WHERE x.id = (SELECT y.post FROM comment y
	    WHERE y.id = a_id) FOR NO KEY UPDATE;
	SELECT * INTO c FROM comment y WHERE y.id = a_id FOR NO KEY UPDATE;
	decides := me.is_admin OR (SELECT r.is_author OR r.is_owner
	    OR r.is_moderator FROM post_roles(me.id, p.id) r);
	IF c.id IS NULL OR NOT post_visible(p, me.id)
	    OR NOT coalesce(comment_visible(c, me.id, decides), false) THEN
		RETURN refused('not_found');
	ELSIF NOT decides AND (a_action <> 'delete' OR c.author <> me.id) THEN
		RETURN refused('not_allowed');
	END IF;
	next := comment_next(c.state, a_action);
	IF next IS NULL THEN
		RETURN refused('wrong_state');
	END IF;
	UPDATE comment y SET state = next WHERE y.id = a_id;
	PERFORM comment_moved(p.id, c.state, next);
	INSERT INTO event (kind, actor, blog, post, comment)
	VALUES ('comment_' || CASE a_action WHEN 'approve' THEN 'approved'
	    WHEN 'hide' THEN 'hidden' WHEN 'show' THEN 'shown'
	    ELSE 'deleted' END, me.id, p.blog, p.id, c.id);
	RETURN done(p.id, p.slug, next);
END
$$;

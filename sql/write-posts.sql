-- Writing posts; how these functions are made, write-accounts.sql says.

-- Who may do what to a post in which state. The deleter is the author, owner
-- or administrator who deleted it: what one of them took away, another does
-- not bring back.
CREATE OR REPLACE FUNCTION post_rules()
RETURNS TABLE (state text, action text, role text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES ('draft', 'edit', 'author'), ('draft', 'publish', 'author'),
	('draft', 'delete', 'author'),
	('published', 'edit', 'author'), ('published', 'publish', 'author'),
	('published', 'delete', 'author'), ('published', 'delete', 'owner'),
	('published', 'delete', 'admin'),
	('deleted', 'delete', 'deleter'), ('deleted', 'restore', 'deleter'),
	('draft', 'restore', 'deleter'), ('published', 'restore', 'deleter');
END;

-- The same text from the same writer within half an hour: the browser's back
-- button showed the form once more, with another nonce, and it was sent
-- again. Not so when the first was changed or deleted meanwhile.
CREATE OR REPLACE FUNCTION post_sent_before(a_author bigint, a_blog bigint,
    a_title text, a_summary text, a_source text, a_kind text,
    a_tags text[], a_publish boolean) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT max(p.id) FROM (
		SELECT x.* FROM post x
		WHERE a_publish AND x.author = a_author AND x.shown
		    AND x.published_at > now() - interval '30 minutes'
		UNION ALL
		SELECT x.* FROM post x
		WHERE NOT a_publish AND x.author = a_author
		    AND x.state = 'draft'
		    AND x.updated_at > now() - interval '30 minutes') p
	    JOIN post_text t ON t.post = p.id
	WHERE p.blog = a_blog AND p.title = a_title AND p.tags = a_tags
	    AND t.summary = a_summary AND t.source = a_source
	    AND t.kind = a_kind;
END;

CREATE OR REPLACE FUNCTION post_create(a_session bytea, a_blog bigint,
    a_title text, a_slug text, a_summary text, a_source text, a_kind text,
    a_html text, a_excerpt text, a_renderer integer, a_lang text,
    a_tags text[], a_tag_keys text[], a_publish boolean, a_nonce text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	before bigint;
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
	ELSIF NOT EXISTS (SELECT FROM blog_rules() x, blog_roles(me, a_blog) r
	    WHERE x.action = 'write' AND x.role = 'author' AND r.is_author) THEN
		RETURN refused('not_allowed');
	END IF;
	before := post_sent_before(me, a_blog, a_title, a_summary, a_source,
	    a_kind, a_tags, a_publish);
	INSERT INTO post (blog, author, state, lang, slug, title, excerpt,
	    tags, tag_keys, nonce)
	SELECT a_blog, me, CASE WHEN a_publish THEN 'published' ELSE 'draft' END,
	    a_lang, a_slug, a_title, a_excerpt, a_tags, a_tag_keys, a_nonce
	WHERE before IS NULL
	    AND NOT EXISTS (SELECT FROM post p WHERE p.nonce = a_nonce)
	ON CONFLICT (nonce) DO NOTHING RETURNING * INTO made;
	IF NOT FOUND THEN
		SELECT * INTO made FROM post p
		WHERE (p.nonce = a_nonce OR p.id = before) AND p.author = me
		ORDER BY p.nonce IS NOT DISTINCT FROM a_nonce DESC LIMIT 1;
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

-- A post, locked behind its blog, when the viewer may do this to it. `why`
-- is NULL when all is well.
CREATE OR REPLACE FUNCTION post_for(a_session bytea, a_id bigint,
    a_action text, OUT me bigint, OUT p post, OUT why text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	admin boolean;
	roles text[];
BEGIN
	SELECT v.id, v.is_admin INTO me, admin FROM viewer(a_session) v;
	IF me IS NULL THEN
		why := 'log_in';
		RETURN;
	END IF;
	PERFORM FROM blog b WHERE b.id = (SELECT x.blog FROM post x
	    WHERE x.id = a_id) FOR NO KEY UPDATE;
	SELECT * INTO p FROM post x WHERE x.id = a_id FOR NO KEY UPDATE;
	roles := ARRAY(SELECT 'author' FROM post_roles(me, p) r
		WHERE r.is_author
	    UNION SELECT 'owner' FROM post_roles(me, p) r WHERE r.is_owner
	    UNION SELECT 'admin' WHERE admin);
	IF roles <> '{}' AND me = (SELECT e.actor FROM event e
	    WHERE e.post = a_id AND e.kind = 'post_deleted'
	    ORDER BY e.id DESC LIMIT 1) THEN
		roles := roles || ARRAY['deleter'];
	END IF;
	IF (post_visible(p, me) OR p.state = 'deleted')
	    AND EXISTS (SELECT FROM post_rules() x WHERE x.state = p.state
	    AND x.action = a_action AND x.role = ANY (roles)) THEN
		RETURN;
	END IF;
	why := CASE WHEN post_visible(p, me) THEN 'not_allowed'
	    ELSE 'not_found' END;
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
	SELECT * INTO f FROM post_for(a_session, a_id,
	    CASE WHEN a_publish THEN 'publish' ELSE 'edit' END);
	publish := a_publish OR (f.p).state = 'published';
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
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
	SELECT * INTO f FROM post_for(a_session, a_id, 'delete');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF (f.p).state = 'deleted' THEN
		RETURN done(a_id, (f.p).slug, 'deleted');
	END IF;
	UPDATE post p SET state = 'deleted', updated_at = now()
	WHERE p.id = a_id;
	INSERT INTO event (kind, actor, blog, post)
	VALUES ('post_deleted', f.me, (f.p).blog, a_id);
	RETURN done(a_id, (f.p).slug, 'deleted');
END
$$;

CREATE OR REPLACE FUNCTION post_restore(a_session bytea, a_id bigint)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
	back text;
BEGIN
	SELECT * INTO f FROM post_for(a_session, a_id, 'restore');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF (f.p).state <> 'deleted' THEN
		RETURN done(a_id, (f.p).slug, (f.p).state);
	END IF;
	back := CASE WHEN (f.p).published_at IS NULL THEN 'draft'
	    ELSE 'published' END;
	UPDATE post p SET state = back, updated_at = now()
	WHERE p.id = a_id;
	INSERT INTO event (kind, actor, blog, post)
	VALUES ('post_restored', f.me, (f.p).blog, a_id);
	RETURN done(a_id, (f.p).slug, back);
END
$$;

-- Writing blogs; how these functions are made, write-accounts.sql says.

-- Who may do what. An author who is an owner has both roles.
CREATE OR REPLACE FUNCTION blog_rules() RETURNS TABLE (action text, role text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES ('write', 'author'),
	('update', 'owner'),
	('delete', 'owner'), ('delete', 'admin'),
	('author_set', 'owner'),
	('author_remove', 'owner'), ('author_leave', 'author');
END;

CREATE OR REPLACE FUNCTION blog_create(a_session bytea, a_slug text,
    a_slug_key text, a_title text, a_about text, a_html text,
    a_about_text text, a_renderer integer, a_lang text, a_nonce text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	made blog;
BEGIN
	IF me IS NULL THEN
		RETURN refused('log_in');
	ELSIF (SELECT count(*) FROM blog_author ba WHERE ba.account = me) >= 100
	THEN
		RETURN refused('too_many');
	END IF;
	WITH slug AS (
		INSERT INTO blog_slug (slug_key, blog)
		SELECT a_slug_key, nextval(pg_get_serial_sequence('blog', 'id'))
		WHERE NOT EXISTS (SELECT FROM blog b WHERE b.nonce = a_nonce)
		ON CONFLICT DO NOTHING RETURNING blog)
	INSERT INTO blog (id, slug, title, about, about_html, about_text,
	    renderer, lang, nonce)
	SELECT slug.blog, a_slug, a_title, a_about, a_html, a_about_text,
	    a_renderer, a_lang, a_nonce FROM slug
	RETURNING * INTO made;
	IF NOT FOUND THEN
		SELECT b.* INTO made FROM blog b
		    JOIN blog_author ba ON ba.blog = b.id
		WHERE b.nonce = a_nonce AND ba.account = me;
		IF NOT FOUND THEN
			RETURN refused('slug_taken');
		END IF;
		RETURN done(made.id, made.slug, made.state);
	END IF;
	INSERT INTO blog_author (blog, account, role)
	VALUES (made.id, me, 'owner');
	INSERT INTO event (kind, actor, blog) VALUES ('blog_made', me, made.id);
	RETURN done(made.id, made.slug, made.state);
END
$$;

-- The blog of a slug's key, locked, when the viewer may do this to it. `why`
-- is NULL when all is well.
CREATE OR REPLACE FUNCTION blog_for(a_session bytea, a_slug_key text,
    a_action text, OUT me bigint, OUT b blog, OUT why text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	admin boolean;
BEGIN
	SELECT v.id, v.is_admin INTO me, admin FROM viewer(a_session) v;
	IF me IS NULL THEN
		why := 'log_in';
		RETURN;
	END IF;
	SELECT * INTO b FROM blog x WHERE x.id = (SELECT s.blog
	    FROM blog_slug s WHERE s.slug_key = a_slug_key)
	FOR NO KEY UPDATE;
	IF NOT FOUND OR NOT blog_visible(b, me) THEN
		why := 'not_found';
	ELSIF NOT EXISTS (SELECT FROM blog_rules() x, blog_roles(me, b.id) r
	    WHERE x.action = a_action AND (x.role = 'owner' AND r.is_owner
	    OR x.role = 'author' AND r.is_author
	    OR x.role = 'admin' AND admin)) THEN
		why := 'not_allowed';
	END IF;
END
$$;

CREATE OR REPLACE FUNCTION blog_update(a_session bytea, a_slug_key text,
    a_new_slug text, a_new_key text, a_title text, a_about text, a_html text,
    a_about_text text, a_renderer integer, a_lang text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM blog_for(a_session, a_slug_key, 'update');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	INSERT INTO blog_slug (slug_key, blog) VALUES (a_new_key, (f.b).id)
	ON CONFLICT DO NOTHING;
	IF NOT EXISTS (SELECT FROM blog_slug s
	    WHERE s.slug_key = a_new_key AND s.blog = (f.b).id) THEN
		RETURN refused('slug_taken');
	END IF;
	UPDATE blog b SET slug = a_new_slug, title = a_title, about = a_about,
	    about_html = a_html, about_text = a_about_text,
	    renderer = a_renderer, lang = a_lang, updated_at = now()
	WHERE b.id = (f.b).id;
	INSERT INTO event (kind, actor, blog)
	VALUES ('blog_changed', f.me, (f.b).id);
	RETURN done((f.b).id, a_new_slug, (f.b).state);
END
$$;

CREATE OR REPLACE FUNCTION blog_delete(a_session bytea, a_slug_key text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM blog_for(a_session, a_slug_key, 'delete');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	PERFORM memberships_end((f.b).id, f.me);
	UPDATE blog b SET state = 'deleted', updated_at = now()
	WHERE b.id = (f.b).id;
	INSERT INTO event (kind, actor, blog)
	VALUES ('blog_deleted', f.me, (f.b).id);
	RETURN done((f.b).id, (f.b).slug, 'deleted');
END
$$;

CREATE OR REPLACE FUNCTION blog_author_set(a_session bytea, a_slug_key text,
    a_login_key text, a_role text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
	who account;
BEGIN
	SELECT * INTO f FROM blog_for(a_session, a_slug_key, 'author_set');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	SELECT * INTO who FROM account a
	WHERE a.login_key = a_login_key AND a.state = 'active';
	IF NOT FOUND THEN
		RETURN refused('unknown_login');
	ELSIF a_role <> 'owner' AND NOT EXISTS (SELECT FROM blog_author ba
	    WHERE ba.blog = (f.b).id AND ba.role = 'owner'
	    AND ba.account <> who.id) THEN
		RETURN refused('last_owner');
	ELSIF (SELECT count(*) FROM blog_author ba WHERE ba.account = who.id)
	    >= 100 THEN
		RETURN refused('too_many');
	END IF;
	INSERT INTO blog_author (blog, account, role)
	VALUES ((f.b).id, who.id, a_role)
	ON CONFLICT (blog, account) DO UPDATE SET role = excluded.role;
	INSERT INTO event (kind, actor, account, blog, body)
	VALUES ('author_added', f.me, who.id, (f.b).id, a_role);
	RETURN done((f.b).id, (f.b).slug, a_role);
END
$$;

CREATE OR REPLACE FUNCTION blog_author_remove(a_session bytea,
    a_slug_key text, a_account bigint) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM blog_for(a_session, a_slug_key, CASE a_account
	    WHEN (SELECT v.id FROM viewer(a_session) v) THEN 'author_leave'
	    ELSE 'author_remove' END);
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF NOT EXISTS (SELECT FROM blog_author ba
	    WHERE ba.blog = (f.b).id AND ba.role = 'owner'
	    AND ba.account <> a_account) THEN
		RETURN refused('last_owner');
	END IF;
	DELETE FROM blog_author ba
	WHERE ba.blog = (f.b).id AND ba.account = a_account;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	INSERT INTO event (kind, actor, account, blog)
	VALUES ('author_removed', f.me, a_account, (f.b).id);
	RETURN done((f.b).id, (f.b).slug, 'removed');
END
$$;

-- Communities: making, changing, and who moderates. How these functions are
-- made, write-accounts.sql says.

-- Who may do what. The owner is also a moderator.
CREATE OR REPLACE FUNCTION community_rules()
RETURNS TABLE (action text, role text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES ('update', 'owner'), ('update', 'admin'),
	('delete', 'owner'), ('delete', 'admin'),
	('moderator_add', 'owner'), ('moderator_add', 'admin'),
	('moderator_remove', 'owner'), ('moderator_remove', 'admin'),
	('moderator_resign', 'moderator'),
	('hand_over', 'owner'), ('hand_over', 'admin');
END;

CREATE OR REPLACE FUNCTION community_create(a_session bytea, a_slug text,
    a_slug_key text, a_title text, a_about text, a_html text,
    a_about_text text, a_rules text, a_rules_html text, a_renderer integer,
    a_lang text, a_open boolean, a_nonce text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
	made community;
BEGIN
	IF me IS NULL THEN
		RETURN refused('log_in');
	ELSIF (SELECT count(*) FROM community_moderator cm
	    WHERE cm.account = me) >= 100 THEN
		RETURN refused('too_many');
	END IF;
	WITH slug AS (
		INSERT INTO community_slug (slug_key, community)
		SELECT a_slug_key,
		    nextval(pg_get_serial_sequence('community', 'id'))
		WHERE NOT EXISTS (SELECT FROM community c
		    WHERE c.nonce = a_nonce)
		ON CONFLICT DO NOTHING RETURNING community)
	INSERT INTO community (id, slug, title, about, about_html, about_text,
	    rules, rules_html, renderer, lang, open, owner, nonce)
	SELECT slug.community, a_slug, a_title, a_about, a_html, a_about_text,
	    a_rules, a_rules_html, a_renderer, a_lang, a_open, me, a_nonce
	FROM slug RETURNING * INTO made;
	IF NOT FOUND THEN
		SELECT * INTO made FROM community c
		WHERE c.nonce = a_nonce AND c.owner = me;
		IF NOT FOUND THEN
			RETURN refused('slug_taken');
		END IF;
		RETURN done(made.id, made.slug, made.state);
	END IF;
	INSERT INTO community_moderator (community, account)
	VALUES (made.id, me);
	INSERT INTO event (kind, actor, community)
	VALUES ('community_made', me, made.id);
	RETURN done(made.id, made.slug, made.state);
END
$$;

-- The community of a slug's key, locked, when the viewer may do this to it.
-- `why` is NULL when all is well.
CREATE OR REPLACE FUNCTION community_for(a_session bytea, a_slug_key text,
    a_action text, OUT me bigint, OUT c community, OUT why text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	admin boolean;
BEGIN
	SELECT v.id, v.is_admin INTO me, admin FROM viewer(a_session) v;
	IF me IS NULL THEN
		why := 'log_in';
		RETURN;
	END IF;
	SELECT * INTO c FROM community x WHERE x.id = (SELECT s.community
	    FROM community_slug s WHERE s.slug_key = a_slug_key)
	FOR NO KEY UPDATE;
	IF NOT FOUND OR NOT community_visible(c, me) THEN
		why := 'not_found';
	ELSIF NOT EXISTS (SELECT
	    FROM community_rules() x, community_roles(me, c.id) r
	    WHERE x.action = a_action AND (x.role = 'owner' AND r.is_owner
	    OR x.role = 'moderator' AND r.is_moderator
	    OR x.role = 'admin' AND admin)) THEN
		why := 'not_allowed';
	END IF;
END
$$;

CREATE OR REPLACE FUNCTION community_update(a_session bytea,
    a_slug_key text, a_new_slug text, a_new_key text, a_title text,
    a_about text, a_html text, a_about_text text, a_rules text,
    a_rules_html text, a_renderer integer, a_lang text, a_open boolean)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM community_for(a_session, a_slug_key,
	    'update');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	INSERT INTO community_slug (slug_key, community)
	VALUES (a_new_key, (f.c).id) ON CONFLICT DO NOTHING;
	IF NOT EXISTS (SELECT FROM community_slug s
	    WHERE s.slug_key = a_new_key AND s.community = (f.c).id) THEN
		RETURN refused('slug_taken');
	END IF;
	UPDATE community c SET slug = a_new_slug, title = a_title,
	    about = a_about, about_html = a_html, about_text = a_about_text,
	    rules = a_rules, rules_html = a_rules_html, renderer = a_renderer,
	    lang = a_lang, open = a_open, updated_at = now()
	WHERE c.id = (f.c).id;
	INSERT INTO event (kind, actor, community)
	VALUES ('community_changed', f.me, (f.c).id);
	RETURN done((f.c).id, a_new_slug, (f.c).state);
END
$$;

CREATE OR REPLACE FUNCTION community_delete(a_session bytea, a_slug_key text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM community_for(a_session, a_slug_key,
	    'delete');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	UPDATE community c SET state = 'deleted', updated_at = now()
	WHERE c.id = (f.c).id;
	INSERT INTO event (kind, actor, community)
	VALUES ('community_deleted', f.me, (f.c).id);
	RETURN done((f.c).id, (f.c).slug, 'deleted');
END
$$;

-- Logs a change among the moderators and tells them, and whom it concerns.
CREATE OR REPLACE FUNCTION moderators_tell(a_kind text, a_actor bigint,
    a_account bigint, a_community bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH e AS (
		INSERT INTO event (kind, actor, account, community)
		VALUES (a_kind, a_actor, a_account, a_community)
		RETURNING id)
	INSERT INTO notice (account, event)
	SELECT t.account, e.id FROM e, (
		SELECT cm.account FROM community_moderator cm
		WHERE cm.community = a_community
		UNION SELECT a_account) t
	WHERE t.account <> a_actor;
$$;

CREATE OR REPLACE FUNCTION moderator_add(a_session bytea, a_slug_key text,
    a_login_key text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
	who account;
BEGIN
	SELECT * INTO f FROM community_for(a_session, a_slug_key,
	    'moderator_add');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	END IF;
	SELECT * INTO who FROM account a
	WHERE a.login_key = a_login_key AND a.state = 'active';
	IF NOT FOUND THEN
		RETURN refused('unknown_login');
	ELSIF (SELECT count(*) FROM community_moderator cm
	    WHERE cm.community = (f.c).id) >= 100
	    OR (SELECT count(*) FROM community_moderator cm
	    WHERE cm.account = who.id) >= 100 THEN
		RETURN refused('too_many');
	END IF;
	INSERT INTO community_moderator (community, account)
	VALUES ((f.c).id, who.id) ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM moderators_tell('moderator_added', f.me, who.id,
		    (f.c).id);
	END IF;
	RETURN done((f.c).id, (f.c).slug, (f.c).state);
END
$$;

CREATE OR REPLACE FUNCTION moderator_remove(a_session bytea, a_slug_key text,
    a_account bigint) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM community_for(a_session, a_slug_key, CASE a_account
	    WHEN (SELECT v.id FROM viewer(a_session) v) THEN 'moderator_resign'
	    ELSE 'moderator_remove' END);
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF (f.c).owner = a_account THEN
		RETURN refused('last_owner');
	END IF;
	DELETE FROM community_moderator cm
	WHERE cm.community = (f.c).id AND cm.account = a_account;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	PERFORM moderators_tell('moderator_removed', f.me, a_account,
	    (f.c).id);
	RETURN done((f.c).id, (f.c).slug, (f.c).state);
END
$$;

CREATE OR REPLACE FUNCTION community_hand_over(a_session bytea,
    a_slug_key text, a_account bigint) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	f record;
BEGIN
	SELECT * INTO f FROM community_for(a_session, a_slug_key,
	    'hand_over');
	IF f.why IS NOT NULL THEN
		RETURN refused(f.why);
	ELSIF NOT EXISTS (SELECT FROM community_moderator cm
	    JOIN account a ON a.id = cm.account AND a.state = 'active'
	    WHERE cm.community = (f.c).id AND cm.account = a_account) THEN
		RETURN refused('not_found');
	ELSIF (f.c).owner <> a_account THEN
		UPDATE community c SET owner = a_account
		WHERE c.id = (f.c).id;
		PERFORM moderators_tell('handed_over', f.me, a_account,
		    (f.c).id);
	END IF;
	RETURN done((f.c).id, (f.c).slug, (f.c).state);
END
$$;

-- Writing accounts and sessions; and how all functions that write are made.
--
-- Each function takes the session of who asks, checks that this is allowed,
-- writes everything that belongs together, log included, and answers what
-- came of it. So a write is one statement, cannot stop half-way, and cannot
-- fail for a reason that a user can cause. They run as their owner: the
-- application's role has no other way to these tables.
--
-- Order of locks: blog, post, comment, what is derived (derive.sql).

CREATE OR REPLACE FUNCTION refused(why text) RETURNS outcome
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(why, NULL, NULL, NULL)::outcome;

CREATE OR REPLACE FUNCTION done(id bigint, slug text, state text)
RETURNS outcome LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW('ok', id, slug, state)::outcome;

-- Sessions and accounts

CREATE OR REPLACE FUNCTION session_create(a_token_hash bytea,
    a_account bigint, a_agent text, a_address text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	who account;
BEGIN
	SELECT * INTO who FROM account a
	WHERE a.id = a_account AND a.state = 'active' FOR KEY SHARE;
	IF NOT FOUND THEN
		RETURN refused('not_allowed');
	END IF;
	DELETE FROM session s WHERE s.account = a_account
	    AND (s.seen_at <= now() - interval '14 days'
		OR s.created_at <= now() - interval '90 days');
	INSERT INTO session (token_hash, account, agent, address)
	VALUES (a_token_hash, a_account, a_agent, a_address)
	ON CONFLICT DO NOTHING;
	RETURN done(who.id, who.login, who.state);
END
$$;

-- The nonce of a sign-up is as good as the password for ten minutes, for the
-- browser whose first answer was lost.
CREATE OR REPLACE FUNCTION account_create(a_login text, a_login_key text,
    a_login_skeleton text, a_pen_name text, a_email text, a_password text,
    a_language text, a_nonce text, a_token_hash bytea, a_agent text,
    a_address text)
RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO account (login, login_key, login_skeleton, pen_name, email,
	    password, language, nonce)
	VALUES (a_login, a_login_key, a_login_skeleton, a_pen_name, a_email,
	    a_password, a_language, a_nonce)
	ON CONFLICT DO NOTHING RETURNING id INTO made;
	IF made IS NULL THEN
		SELECT a.id INTO made FROM account a
		WHERE a.nonce = a_nonce AND a.login_key = a_login_key
		    AND a.created_at > now() - interval '10 minutes';
		IF made IS NULL THEN
			RETURN refused('login_taken');
		END IF;
	END IF;
	RETURN session_create(a_token_hash, made, a_agent, a_address);
END
$$;

CREATE OR REPLACE FUNCTION password_change(a_session bytea, a_password text,
    a_token_hash bytea, a_agent text, a_address text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me bigint := (SELECT v.id FROM viewer(a_session) v);
BEGIN
	IF me IS NULL THEN
		RETURN refused('log_in');
	END IF;
	UPDATE account a SET password = a_password WHERE a.id = me;
	DELETE FROM session s WHERE s.account = me;
	INSERT INTO event (kind, actor, account)
	VALUES ('password_changed', me, me);
	RETURN session_create(a_token_hash, me, a_agent, a_address);
END
$$;

CREATE OR REPLACE FUNCTION account_set_state(a_session bytea,
    a_account bigint, a_state text) RETURNS outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	me record;
	who account;
BEGIN
	SELECT v.id, v.is_admin INTO me FROM viewer(a_session) v;
	IF me.id IS NULL THEN
		RETURN refused('log_in');
	ELSIF NOT me.is_admin OR me.id = a_account THEN
		RETURN refused('not_allowed');
	END IF;
	UPDATE account a SET state = a_state
	WHERE a.id = a_account AND a_state IN ('active', 'disabled')
	RETURNING * INTO who;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	DELETE FROM session s WHERE s.account = who.id;
	INSERT INTO event (kind, actor, account)
	VALUES ('account_' || a_state, me.id, who.id);
	RETURN done(who.id, who.login, who.state);
END
$$;

-- For the commands of the machine, as the owner; nobody else may run these.
CREATE OR REPLACE FUNCTION admin_account_create(a_login text,
    a_login_key text, a_login_skeleton text, a_pen_name text,
    a_password text, a_role text)
RETURNS outcome
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	who account;
BEGIN
	INSERT INTO account (login, login_key, login_skeleton, pen_name,
	    password, role)
	VALUES (a_login, a_login_key, a_login_skeleton, a_pen_name, a_password,
	    a_role)
	ON CONFLICT DO NOTHING RETURNING * INTO who;
	IF NOT FOUND THEN
		RETURN refused('login_taken');
	END IF;
	INSERT INTO event (kind, account, body)
	VALUES ('account_made', who.id, a_role);
	RETURN done(who.id, who.login, who.state);
END
$$;

CREATE OR REPLACE FUNCTION admin_password_set(a_login_key text,
    a_password text) RETURNS outcome
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	who account;
BEGIN
	UPDATE account a SET password = a_password, state = 'active'
	WHERE a.login_key = a_login_key RETURNING * INTO who;
	IF NOT FOUND THEN
		RETURN refused('not_found');
	END IF;
	DELETE FROM session s WHERE s.account = who.id;
	INSERT INTO event (kind, account)
	VALUES ('password_changed', who.id);
	RETURN done(who.id, who.login, who.state);
END
$$;

-- Answers the authority that holds afterwards.
CREATE OR REPLACE FUNCTION feed_authority_propose(a_authority text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO setting (key, value)
	VALUES ('feed_authority', a_authority)
	ON CONFLICT (key) DO UPDATE SET value = excluded.value
	WHERE setting.value LIKE '%.invalid,%'
	    OR NOT EXISTS (SELECT FROM post p WHERE p.published_at IS NOT NULL);
	RETURN (SELECT s.value FROM setting s WHERE s.key = 'feed_authority');
END
$$;

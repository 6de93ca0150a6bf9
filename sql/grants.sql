-- What the server's own role may do; the owner of the tables keeps the rest.
--
-- The role reads, calls the functions that check and log what they write,
-- and writes directly only what is a member's own: the session, the profile,
-- the marks on notices; and it counts. It changes no table, deletes nothing
-- but sessions, and cannot write to the log or to what is derived.
--
-- The role's name is the setting sala.app_role, by default sala. Nothing is
-- done when it does not exist or is the owner itself, as with a database of
-- one user.

DO $$
DECLARE
	app text := coalesce(nullif(current_setting('sala.app_role', true), ''),
	    'sala');
	f record;
BEGIN
	IF app = current_user OR NOT EXISTS (SELECT FROM pg_roles r
	    WHERE r.rolname = app) THEN
		RETURN;
	END IF;
	FOR f IN SELECT c.oid::regclass AS name FROM pg_class c
	    WHERE c.relnamespace = 'public'::regnamespace
		AND c.relkind IN ('r', 'v', 'S')
		AND c.relowner = current_user::regrole
	LOOP
		EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %I', f.name, app);
	END LOOP;
	FOR f IN SELECT c.oid::regclass AS name FROM pg_class c
	    WHERE c.relnamespace = 'public'::regnamespace
		AND c.relkind IN ('r', 'v')
		AND c.relowner = current_user::regrole
	LOOP
		EXECUTE format('GRANT SELECT ON %s TO %I', f.name, app);
	END LOOP;
	FOR f IN SELECT p.oid::regprocedure AS name, p.proname LIKE 'admin\_%'
		OR p.prorettype = 'trigger'::regtype
		OR p.proname IN ('membership_move', 'membership_step',
		    'membership_tell', 'memberships_end', 'moderators_tell',
		    'posts_derive', 'discussed_derive', 'blog_count',
		    'blog_for', 'post_for',
		    'community_for', 'comment_moved', 'feed_authority_fix')
		AS inner_part
	    FROM pg_proc p
	    WHERE p.pronamespace = 'public'::regnamespace
		AND p.proowner = current_user::regrole
	LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, %I',
		    f.name, app);
		IF NOT f.inner_part THEN
			EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I',
			    f.name, app);
		END IF;
	END LOOP;
	EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
	EXECUTE format('GRANT UPDATE (seen_at), DELETE ON session TO %I', app);
	EXECUTE format('GRANT UPDATE (pen_name, real_name, show_real_name,
	    position, organisation, about, about_html, about_text, renderer,
	    tags, language, email, answers_read_at) ON account TO %I', app);
	EXECUTE format('GRANT UPDATE (read_at) ON notice TO %I', app);
	EXECUTE format('GRANT INSERT, UPDATE (n) ON post_reads TO %I', app);
END
$$;

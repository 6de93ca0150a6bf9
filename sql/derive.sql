-- What follows from other rows, and the triggers that keep it.
--
--	post.shown	from post.state and blog.state
--	post_tag, tag	from the tags of shown posts
--	community_post	from approved memberships and shown posts: exactly
--			the view community_post_due
--	discussed	from shown posts with comments
--	n_… and active_at of blog, community, tag
--
-- Locks: whoever changes what a blog shows locks the blog's row first (FOR NO
-- KEY UPDATE), then what is derived, each in the order of its ids. So a post
-- that is published while its blog is approved is seen by one of the two.
--
-- The functions run as their owner: the application may not write to what is
-- derived. This file is run again after every migration and when it changes.

-- Makes `discussed` right for these posts.
CREATE OR REPLACE FUNCTION discussed_derive(a_posts bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	DELETE FROM discussed d USING post p
	WHERE d.post = ANY (a_posts) AND p.id = d.post
	    AND NOT (post_public(p) AND p.n_comments > 0);
	INSERT INTO discussed (post, at, author, blog)
	SELECT p.id, p.bumped_at, p.author, p.blog FROM post p
	WHERE p.id = ANY (a_posts) AND post_public(p) AND p.n_comments > 0
	ON CONFLICT (post) DO UPDATE SET at = excluded.at;
$$;

-- Makes post_tag, community_post and discussed right for these posts.
CREATE OR REPLACE FUNCTION posts_derive(a_posts bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO tag (tag_key, name)
	SELECT DISTINCT ON (k.tag_key) k.tag_key, k.name
	FROM post p, unnest(p.tag_keys, p.tags) AS k (tag_key, name)
	WHERE p.id = ANY (a_posts) AND post_public(p)
	    AND NOT EXISTS (SELECT FROM tag t WHERE t.tag_key = k.tag_key)
	ORDER BY k.tag_key, p.published_at
	ON CONFLICT DO NOTHING;

	DELETE FROM post_tag pt
	WHERE pt.post = ANY (a_posts) AND NOT EXISTS (
	    SELECT FROM post p JOIN tag t ON t.tag_key = ANY (p.tag_keys)
	    WHERE p.id = pt.post AND t.id = pt.tag AND p.published_at = pt.at
		AND post_public(p));
	INSERT INTO post_tag (tag, at, post)
	SELECT t.id, p.published_at, p.id
	FROM post p JOIN tag t ON t.tag_key = ANY (p.tag_keys)
	WHERE p.id = ANY (a_posts) AND post_public(p)
	ON CONFLICT DO NOTHING;

	DELETE FROM community_post cp
	WHERE cp.post = ANY (a_posts) AND NOT EXISTS (
	    SELECT FROM community_post_due d
	    WHERE d.post = cp.post AND d.community = cp.community
		AND d.at = cp.at AND d.in_feed = cp.in_feed);
	INSERT INTO community_post (community, at, post, in_feed)
	SELECT d.community, d.at, d.post, d.in_feed
	FROM community_post_due d WHERE d.post = ANY (a_posts)
	ON CONFLICT DO NOTHING;
	PERFORM discussed_derive(a_posts);
END
$$;

-- Totals of tags and communities, once for each statement.
CREATE OR REPLACE FUNCTION post_tag_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
	WITH moved AS (
		SELECT tag, count(*)::integer AS n FROM moved_rows
		GROUP BY tag),
	locked AS MATERIALIZED (
		SELECT t.id, moved.n FROM tag t JOIN moved ON moved.tag = t.id
		ORDER BY t.id FOR NO KEY UPDATE OF t)
	UPDATE tag t SET n_posts = t.n_posts + sign * locked.n,
	    lost_at = CASE TG_OP WHEN 'DELETE' THEN now() ELSE t.lost_at END
	FROM locked WHERE t.id = locked.id;
	RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post_tag_added AFTER INSERT ON post_tag
    REFERENCING NEW TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION post_tag_count();
CREATE OR REPLACE TRIGGER post_tag_removed AFTER DELETE ON post_tag
    REFERENCING OLD TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION post_tag_count();

CREATE OR REPLACE FUNCTION community_post_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
	WITH moved AS (
		SELECT community, count(*)::integer AS n,
		    CASE TG_OP WHEN 'INSERT' THEN max(at) END AS at
		FROM moved_rows GROUP BY community),
	locked AS MATERIALIZED (
		SELECT c.id, moved.n, moved.at
		FROM community c JOIN moved ON moved.community = c.id
		ORDER BY c.id FOR NO KEY UPDATE OF c)
	UPDATE community c SET n_posts = c.n_posts + sign * locked.n,
	    active_at = greatest(c.active_at, locked.at),
	    lost_at = CASE TG_OP WHEN 'DELETE' THEN now() ELSE c.lost_at END
	FROM locked WHERE c.id = locked.id;
	RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER community_post_added AFTER INSERT ON community_post
    REFERENCING NEW TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_post_count();
CREATE OR REPLACE TRIGGER community_post_removed AFTER DELETE ON community_post
    REFERENCING OLD TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_post_count();

-- Before a post is written: whether it is shown, and since when. A published
-- post never becomes a draft again; deleting and restoring keeps its time.
CREATE OR REPLACE FUNCTION post_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	blog_state text;
BEGIN
	IF NEW.state = 'published' THEN
		SELECT b.state INTO blog_state FROM blog b
		WHERE b.id = NEW.blog FOR NO KEY UPDATE;
		IF NEW.published_at IS NULL THEN
			NEW.published_at := now();
			NEW.updated_at := now();
			NEW.bumped_at := now();
		END IF;
		PERFORM feed_authority_fix();
	ELSIF TG_OP = 'UPDATE' AND OLD.state = 'published' THEN
		PERFORM FROM blog b WHERE b.id = NEW.blog FOR NO KEY UPDATE;
	END IF;
	NEW.shown := NEW.state = 'published'
	    AND coalesce(blog_state = 'active', false);
	RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER post_before BEFORE INSERT OR UPDATE OF state
    ON post FOR EACH ROW EXECUTE FUNCTION post_before();

CREATE OR REPLACE FUNCTION post_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	was boolean := TG_OP = 'UPDATE' AND OLD.shown;
BEGIN
	IF was = NEW.shown AND (NOT was OR (OLD.tags = NEW.tags
	    AND OLD.tag_keys = NEW.tag_keys
	    AND OLD.published_at = NEW.published_at)) THEN
		RETURN NULL;
	END IF;
	IF was <> NEW.shown THEN
		PERFORM blog_count(NEW.blog,
		    CASE WHEN NEW.shown THEN 1 ELSE -1 END);
	END IF;
	PERFORM posts_derive(ARRAY[NEW.id]);
	RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post_after
    AFTER INSERT OR UPDATE OF state, tags, tag_keys, published_at ON post
    FOR EACH ROW EXECUTE FUNCTION post_after();

-- Moves a blog's total; its activity is its newest post's time.
CREATE OR REPLACE FUNCTION blog_count(a_blog bigint, a_moved integer)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE blog b SET n_posts = b.n_posts + a_moved,
	    lost_at = CASE WHEN a_moved < 0 THEN now() ELSE b.lost_at END,
	    active_at = coalesce((SELECT p.published_at FROM post p
		WHERE p.blog = b.id AND post_public(p)
		ORDER BY p.published_at DESC, p.id DESC LIMIT 1),
		b.created_at)
	WHERE b.id = a_blog;
$$;

-- A blog that is deleted, or comes back: all its posts at once.
CREATE OR REPLACE FUNCTION blog_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	changed bigint[];
BEGIN
	WITH c AS (
		UPDATE post p SET shown = NEW.state = 'active'
		WHERE p.blog = NEW.id AND p.state = 'published'
		    AND p.shown <> (NEW.state = 'active')
		RETURNING p.id)
	SELECT coalesce(array_agg(c.id), '{}') INTO changed FROM c;
	PERFORM posts_derive(changed);
	PERFORM blog_count(NEW.id, cardinality(changed)
	    * CASE NEW.state WHEN 'active' THEN 1 ELSE -1 END);
	RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER blog_after AFTER UPDATE OF state ON blog
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION blog_after();

-- A blog that comes into a community, or goes.
CREATE OR REPLACE FUNCTION membership_after() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	was boolean := TG_OP = 'UPDATE' AND OLD.state = 'approved';
	belongs boolean := NEW.state = 'approved';
BEGIN
	IF was = belongs THEN
		RETURN NULL;
	END IF;
	UPDATE community c
	SET n_blogs = c.n_blogs + CASE WHEN belongs THEN 1 ELSE -1 END
	WHERE c.id = NEW.community;
	IF belongs THEN
		INSERT INTO community_post (community, at, post, in_feed)
		SELECT d.community, d.at, d.post, d.in_feed
		FROM community_post_due d JOIN post p ON p.id = d.post
		WHERE d.community = NEW.community AND p.blog = NEW.blog;
	ELSE
		DELETE FROM community_post cp USING post p
		WHERE p.id = cp.post AND p.blog = NEW.blog
		    AND cp.community = NEW.community;
	END IF;
	RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER membership_after
    AFTER INSERT OR UPDATE OF state ON membership
    FOR EACH ROW EXECUTE FUNCTION membership_after();

-- When a name that stands in feeds was changed.
CREATE OR REPLACE FUNCTION account_renamed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF OLD.name <> (CASE WHEN NEW.show_real_name AND NEW.real_name <> ''
	    THEN NEW.real_name ELSE NEW.pen_name END) THEN
		NEW.renamed_at := now();
	END IF;
	RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER account_renamed
    BEFORE UPDATE OF pen_name, real_name, show_real_name ON account
    FOR EACH ROW EXECUTE FUNCTION account_renamed();

CREATE OR REPLACE FUNCTION blog_renamed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	NEW.renamed_at := now();
	RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER blog_renamed BEFORE UPDATE OF title, slug ON blog
    FOR EACH ROW WHEN (OLD.title <> NEW.title OR OLD.slug <> NEW.slug)
    EXECUTE FUNCTION blog_renamed();

-- The first published post fixes the site's identity in feeds for ever; a
-- site that has none by then gets one that can be no host's.
CREATE OR REPLACE FUNCTION feed_authority_fix() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	INSERT INTO setting (key, value)
	SELECT 'feed_authority', replace(gen_random_uuid()::text, '-', '')
	    || '.invalid,' || extract(year FROM now())::integer
	WHERE NOT EXISTS (SELECT FROM setting s
		WHERE s.key = 'feed_authority')
	ON CONFLICT DO NOTHING;
$$;

-- Counts everything, once an hour; how many there are is not asked exactly.
CREATE OR REPLACE FUNCTION site_totals_count() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	INSERT INTO site_total (kind, n) VALUES
	    ('members', (SELECT count(*) FROM account a
		WHERE a.state = 'active')),
	    ('blogs', (SELECT count(*) FROM blog b
		WHERE blog_visible(b, NULL))),
	    ('posts', (SELECT count(*) FROM post p WHERE post_public(p))),
	    ('communities', (SELECT count(*) FROM community c
		WHERE community_visible(c, NULL)))
	ON CONFLICT (kind) DO UPDATE SET n = excluded.n;
$$;

-- The number to show where `counted` was counted up to 1,000.
CREATE OR REPLACE FUNCTION site_total_of(a_kind text, counted bigint)
RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN counted < 1000 THEN counted
	    ELSE greatest(counted, (SELECT t.n FROM site_total t
		WHERE t.kind = a_kind)) END;
END;

-- Lists that only the home page and its neighbours show.

-- The eight posts whose last comment is newest; at most three by one author,
-- looked for among the 50 newest. Every comment makes this list again.
--: query posts_commented read many post_item
SELECT p.*, x.at
FROM (SELECT n.id, n.at
	FROM (SELECT r.id, r.at, row_number() OVER (PARTITION BY r.author
		    ORDER BY r.at DESC, r.id DESC) AS nth
		FROM (SELECT d.post AS id, d.at, d.author FROM discussed d
		    ORDER BY d.at DESC, d.post DESC LIMIT 50) r) n
	WHERE n.nth <= 3
	ORDER BY n.at DESC, n.id DESC LIMIT 8) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

-- What was read most of the 50 newest posts of the last 30 days; so it needs
-- no index that every reading would have to move.
--: query posts_read read many post_item
SELECT p.*, p.published_at AS at
FROM (SELECT n.id, pr.n
	FROM (SELECT p.id FROM post p WHERE post_public(p)
		AND p.published_at > now() - interval '30 days'
		ORDER BY p.published_at DESC, p.id DESC LIMIT 50) n
	    JOIN post_reads pr ON pr.post = n.id
	ORDER BY pr.n DESC, n.id DESC LIMIT 5) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.n DESC, x.id DESC;

-- A few older posts, picked by chance, others every hour: numbers between 1
-- and the id of the newest post of at least 30 days, and to each the next
-- post.
--: query posts_older read many post_item
SELECT p.*, p.published_at AS at
FROM (SELECT DISTINCT pick.id
	FROM (SELECT p.id FROM post p WHERE post_public(p)
		AND p.published_at < now() - interval '30 days'
		ORDER BY p.published_at DESC, p.id DESC LIMIT 1) newest,
	    generate_series(1, 8) AS i,
	    LATERAL (SELECT p.id FROM post p
		WHERE post_public(p) AND p.id >= 1 + abs(hashint8extended(
			extract(epoch FROM date_trunc('hour', now()))::bigint,
			i) % newest.id)
		ORDER BY p.id LIMIT 1) pick
	LIMIT 8) d
    JOIN public_post p ON p.id = d.id
WHERE p.published_at < now() - interval '30 days'
ORDER BY p.id LIMIT 5;

-- Figures for the page about the site: exact below 1,000, else of this hour.
--: record site_stats
--:   n_members      int8
--:   n_blogs        int8
--:   n_posts        int8
--:   n_communities  int8

--: query site_stats read one site_stats
SELECT site_total_of('members', (SELECT count(*) FROM (SELECT FROM account a
	WHERE a.state = 'active' LIMIT 1000) x)) AS n_members,
    site_total_of('blogs', (SELECT count(*) FROM (SELECT FROM blog b
	WHERE blog_visible(b, NULL) LIMIT 1000) x)) AS n_blogs,
    site_total_of('posts', (SELECT count(*) FROM (SELECT FROM post p
	WHERE post_public(p) LIMIT 1000) x)) AS n_posts,
    site_total_of('communities', (SELECT count(*) FROM (SELECT
	FROM community c WHERE community_visible(c, NULL) LIMIT 1000) x))
	AS n_communities;

--: query site_totals_count write none
SELECT site_totals_count();

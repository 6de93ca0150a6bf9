-- Lists that only the home page and its neighbours show.

-- Posts whose last comment is newest; at most three by one author, looked
-- for among the 200 newest.
--: query posts_commented read many post_item
--:   before_at  time?
--:   before_id  int8?
SELECT p.*, x.at
FROM (SELECT n.id, n.at
	FROM (SELECT r.id, r.at, row_number() OVER (PARTITION BY r.author
		    ORDER BY r.at DESC, r.id DESC) AS nth
		FROM (SELECT d.post AS id, d.at, d.author FROM discussed d
		    WHERE (d.at, d.post) < (coalesce(:before_at, 'infinity'),
			    coalesce(:before_id, 9223372036854775807))
		    ORDER BY d.at DESC, d.post DESC LIMIT 200) r) n
	WHERE n.nth <= 3
	ORDER BY n.at DESC, n.id DESC LIMIT 21) x
    JOIN public_post p ON p.id = x.id
ORDER BY x.at DESC, x.id DESC;

-- What was read most of the 100 newest posts of the last 30 days; so it needs
-- no index that every reading would have to move.
--: query posts_read read many post_item
SELECT p.*, p.published_at AS at
FROM (SELECT n.id, pr.n
	FROM (SELECT p.id FROM post p WHERE post_public(p)
		AND p.published_at > now() - interval '30 days'
		ORDER BY p.published_at DESC, p.id DESC LIMIT 100) n
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

-- Figures for the page about the site.
--: record site_stats
--:   n_members      int8
--:   n_blogs        int8
--:   n_posts        int8
--:   n_communities  int8

--: query site_stats read one site_stats
SELECT (SELECT count(*) FROM account a WHERE a.state = 'active')
	AS n_members,
    (SELECT count(*) FROM blog b WHERE blog_visible(b, NULL)) AS n_blogs,
    (SELECT coalesce(sum(b.n_posts), 0)::bigint FROM blog b
	WHERE blog_visible(b, NULL)) AS n_posts,
    (SELECT count(*) FROM community c WHERE community_visible(c, NULL))
	AS n_communities;

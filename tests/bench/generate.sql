-- A community of bench.posts posts and five times as many comments, written
-- over ten years. What is popular is very popular: a tenth of the blogs have
-- most of the posts, a few posts most of the comments, one tag is in every
-- fifth post. The text is Thai, as long as notes are. Always the same. There
-- are enough communities and tags for a full page of them at any size.

SELECT setseed(0.2548);

CREATE TEMPORARY TABLE size AS
SELECT n AS posts, greatest(n / 20, 20) AS accounts,
    greatest(n / 25, 20) AS blogs, least(greatest(n / 100, 25), 200)
	AS communities, least(greatest(n / 20, 120), 3000) AS tags
FROM (SELECT current_setting('bench.posts')::integer AS n) x;

CREATE TEMPORARY TABLE phrase AS
SELECT row_number() OVER ()::integer - 1 AS n, words FROM unnest(ARRAY[
    'วันนี้ได้ร่วมประชุมเชิงปฏิบัติการกับเพื่อนข้าราชการ',
    'การจัดการความรู้ในหน่วยงานของเราเริ่มจากเรื่องเล็ก ๆ',
    'ที่ห้องประชุมศาลากลางจังหวัด', 'ใช้เวลาประมาณสองชั่วโมง',
    'ทุกคนต่างแลกเปลี่ยนประสบการณ์ของตนเอง', 'คุณอำนวยช่วยสรุปประเด็น',
    'ปัญหาและอุปสรรคที่พบคือเครื่องคอมพิวเตอร์ไม่เพียงพอ',
    'ชุมชนนักปฏิบัติกำลังเปิดรับสมัครสมาชิกใหม่',
    'ขอขอบคุณทุกท่านที่เข้ามาให้กำลังใจ', 'ครั้งหน้าเราจะนัดกันอีก ๔๕ วัน',
    'ผลสรุปจะนำเสนอผู้บริหารเพื่อทราบ', 'บรรยากาศดีมากและเป็นกันเอง',
    'การเล่าเรื่องความสำเร็จทำให้เห็นแนวทางที่จะทำต่อไป',
    'งานวิจัยจากงานประจำช่วยให้ผู้ป่วยรอสั้นลง', 'KM Workshop ครั้งที่ ๓',
    'ความรู้ที่ฝังลึกอยู่ในตัวคนมีค่ามาก', 'เกษตรกรในตำบลปลูกผักปลอดสารพิษ',
    'โรงเรียนของเรามีนักเรียนประมาณร้อยคน', 'ครูและผู้ปกครองช่วยกันดูแล',
    'ลองทำแล้วได้ผลอย่างไรจะมาเล่าให้ฟัง', 'ตารางด้านล่างแสดงจำนวนผู้เข้าร่วม',
    'ผู้ว่าราชการจังหวัดมาเป็นประธานเปิดงาน', 'ฝนตกหนักแต่ไม่มีใครกลับก่อน',
    'อ่านบันทึกของเพื่อนแล้วได้ความคิดใหม่', 'ใครมีประสบการณ์ช่วยแนะนำด้วย'
    ]) AS words;
CREATE UNIQUE INDEX ON phrase (n);

-- A text of so many phrases; another one for each seed.
CREATE FUNCTION pg_temp.words(seed integer, n integer) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT string_agg(p.words, ' ' ORDER BY i)
	FROM generate_series(1, n) i
	    JOIN phrase p ON p.n = abs(hashint8(seed * 100::bigint + i)) % 25
$$;

INSERT INTO account (login, login_key, login_skeleton, pen_name, password,
    organisation, created_at)
SELECT 'm' || i, 'm' || i, 'm' || i, 'สมาชิก ' || i, 'x', 'หน่วยงาน ' || i % 97,
    now() - interval '10 years' + i * interval '10 years' / size.accounts
FROM size, generate_series(1, size.accounts) i;
INSERT INTO session (token_hash, account)
SELECT sha256(convert_to('m' || a.id, 'UTF8')), a.id FROM account a;

INSERT INTO blog (slug, title, about_text, created_at)
SELECT 'b' || i, 'บล็อก ' || i, pg_temp.words(i, 3),
    now() - interval '10 years' + i * interval '9 years' / size.blogs
FROM size, generate_series(1, size.blogs) i;
INSERT INTO blog_slug (slug_key, blog) SELECT slug, id FROM blog;
INSERT INTO blog_author (blog, account, role)
SELECT b.id, 1 + abs(hashint8(b.id)) % size.accounts, 'owner'
FROM size, blog b;

INSERT INTO community (slug, title, about_text, owner, created_at)
SELECT 'c' || i, 'ชุมชน ' || i, pg_temp.words(i, 5), i, now()
    - interval '10 years'
FROM size, generate_series(1, size.communities) i;
INSERT INTO community_slug (slug_key, community) SELECT slug, id FROM community;
INSERT INTO community_moderator (community, account)
SELECT DISTINCT c.id, a FROM community c, unnest(ARRAY[c.owner, c.owner + 1,
    1]) a;

-- Posts: ids in the order of time. random()^3 prefers the low numbers.
ALTER TABLE post DISABLE TRIGGER USER;
INSERT INTO post (id, blog, author, created_at, published_at, updated_at,
    bumped_at, shown, state, slug, title, excerpt, tags, tag_keys)
SELECT x.i, x.blog, ba.account, x.at, x.at, x.at, x.at, true, 'published',
    'p' || x.i, pg_temp.words(x.i, 1 + x.i % 2), pg_temp.words(x.i, 4),
    t.tags, t.tags
FROM (SELECT i, 1 + floor(size.blogs * random() ^ 3)::integer AS blog,
	now() - interval '10 years' + i * interval '10 years' / size.posts
	    AS at, size.tags
    FROM size, generate_series(1, size.posts) i) x
    JOIN blog_author ba ON ba.blog = x.blog
    CROSS JOIN LATERAL (SELECT array_agg(DISTINCT 'แท็ก' || k.n) AS tags
	FROM (SELECT floor(x.tags * random() ^ 4)::integer AS n
	    FROM generate_series(1, 1 + x.i % 4)) k) t;
SELECT setval(pg_get_serial_sequence('post', 'id'), posts) FROM size;
INSERT INTO post_text (post, kind, renderer, summary, source, html)
SELECT p.id, 'markdown', 1, '', w.words, '<p>' || w.words || '</p>'
FROM post p CROSS JOIN LATERAL (SELECT pg_temp.words(p.id::integer,
    3 + abs(hashint8(p.id)) % 12) AS words) w;
-- Every 50th is somebody's draft, every 100th was deleted.
UPDATE post SET state = CASE WHEN id % 100 = 0 THEN 'deleted' ELSE 'draft' END,
    shown = false WHERE id % 50 = 0;

INSERT INTO comment (post, blog, author, guest_name, state, created_at,
    source, html, excerpt, nonce)
SELECT p.id, p.blog, CASE WHEN x.i % 7 > 0
	THEN 1 + abs(hashint8(x.i)) % size.accounts END,
    CASE WHEN x.i % 7 = 0 THEN 'ผู้อ่าน' END,
    CASE WHEN x.i % 7 = 0 AND x.i % 11 = 0 THEN 'held' ELSE 'visible' END,
    p.published_at + (now() - p.published_at) * random() ^ 4,
    w.words, '<p>' || w.words || '</p>', w.words, 'n' || x.i
FROM size, LATERAL (SELECT i, 1 + floor(CASE WHEN i % 2 = 0
	THEN size.posts * random() ELSE size.posts * random() ^ 5 END)::integer
	AS post FROM generate_series(1, size.posts * 5) i) x
    JOIN post p ON p.id = x.post AND p.shown
    JOIN phrase w ON w.n = x.i % 25;
UPDATE post p SET n_comments = c.n, bumped_at = c.at
FROM (SELECT post, count(*) AS n, max(created_at) AS at FROM comment
    WHERE state = 'visible' GROUP BY post) c WHERE c.post = p.id;
SELECT discussed_derive(array_agg(id)) FROM post;
ALTER TABLE post ENABLE TRIGGER USER;

-- Each blog in one to five communities, most in the first ones; some wait.
ALTER TABLE membership DISABLE TRIGGER USER;
INSERT INTO membership (blog, community, state, message, created_at, since,
    approved_at, feed_from)
SELECT DISTINCT ON (b.id, m.community) b.id, m.community,
    CASE WHEN b.id % 20 = 0 THEN 'applied' ELSE 'approved' END, 'ขอสมัคร',
    b.created_at, b.created_at, b.created_at, b.created_at
FROM size, blog b, LATERAL (SELECT 1 + floor(size.communities
	* random() ^ 3)::integer AS community
    FROM generate_series(1, 1 + b.id::integer % 5)) m;
ALTER TABLE membership ENABLE TRIGGER USER;
INSERT INTO event (kind, at, actor, blog, community, membership)
SELECT CASE WHEN k = 1 THEN 'applied' ELSE 'approved' END, m.since,
    CASE WHEN k = 1 THEN ba.account ELSE 1 END, m.blog, m.community, m.id
FROM membership m JOIN blog_author ba ON ba.blog = m.blog,
    generate_series(1, 2) k
WHERE k = 1 OR m.state = 'approved' ORDER BY m.since, k;
INSERT INTO notice (account, event, read_at)
SELECT 1, e.id, CASE WHEN e.id % 10 > 0 THEN now() END FROM event e
WHERE e.actor <> 1 OR e.kind = 'approved' ON CONFLICT DO NOTHING;

INSERT INTO post_reads (post, n)
SELECT p.id, 1 + p.id * 7919 % 1000 FROM post p WHERE p.shown ORDER BY p.id;

-- What is derived, all at once.
INSERT INTO tag (tag_key, name)
SELECT DISTINCT t, t FROM post p, unnest(p.tags) t;
INSERT INTO post_tag (tag, at, post)
SELECT t.id, p.published_at, p.id FROM post p, unnest(p.tag_keys) k (key)
    JOIN tag t ON t.tag_key = k.key WHERE post_public(p)
ORDER BY t.id, p.published_at;
INSERT INTO community_post (community, at, post, in_feed)
SELECT community, at, post, in_feed FROM community_post_due
ORDER BY community, at;
UPDATE blog b SET n_posts = p.n, active_at = p.at
FROM (SELECT blog, count(*) AS n, max(published_at) AS at FROM post
    WHERE shown GROUP BY blog) p WHERE p.blog = b.id;
UPDATE community c SET n_blogs = m.n
FROM (SELECT community, count(*) AS n FROM membership
    WHERE state = 'approved' GROUP BY community) m WHERE m.community = c.id;

SELECT site_totals_count();

-- Demonstration content: a small community to look at and to try things in.
--
-- Loaded by `sala migrate --demo` into a site without accounts, as the owner.
-- All people are invented, say so in their names, and cannot sign in: their
-- password is none (`sala admin password demo-mali` gives one). Times are
-- counted back from the day of loading.
--
-- A post's source stands between md marks and is followed by what the renderer
-- makes of it; a test compares the two. Written with the triggers on, so that
-- everything derived follows.

CREATE FUNCTION pg_temp.ago(days numeric) RETURNS timestamptz
LANGUAGE sql STABLE RETURN date_trunc('minute', now()) - days * interval '1 day';
CREATE FUNCTION pg_temp.account(a_login text) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT a.id FROM account a WHERE a.login = a_login
$$;
CREATE FUNCTION pg_temp.blog(a_slug text) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT b.id FROM blog b WHERE b.slug = a_slug
$$;
CREATE FUNCTION pg_temp.community(a_slug text) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT c.id FROM community c WHERE c.slug = a_slug
$$;

CREATE FUNCTION pg_temp.member(a_login text, a_skeleton text, a_name text,
    a_position text, a_organisation text, a_tags text[], a_language text,
    a_days numeric, a_about text, a_html text, a_text text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO account (login, login_key, login_skeleton, pen_name,
	    position, organisation, tags, language, created_at, about,
	    about_html, about_text, renderer, password)
	VALUES (a_login, a_login, a_skeleton, a_name, a_position,
	    a_organisation, a_tags, a_language, pg_temp.ago(a_days), a_about,
	    a_html, a_text, 1, '*')
$$;

CREATE FUNCTION pg_temp.open_blog(a_slug text, a_key text, a_title text,
    a_owner text, a_lang text, a_days numeric, a_about text, a_html text,
    a_text text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO blog (slug, title, lang, created_at, active_at, about,
	    about_html, about_text, renderer)
	VALUES (a_slug, a_title, a_lang, pg_temp.ago(a_days),
	    pg_temp.ago(a_days), a_about, a_html, a_text, 1);
	INSERT INTO blog_slug (slug_key, blog)
	VALUES (a_key, pg_temp.blog(a_slug));
	INSERT INTO blog_author (blog, account, role, created_at)
	VALUES (pg_temp.blog(a_slug), pg_temp.account(a_owner), 'owner',
	    pg_temp.ago(a_days))
$$;

CREATE FUNCTION pg_temp.found(a_slug text, a_key text, a_title text,
    a_owner text, a_moderators text[], a_lang text, a_days numeric,
    a_about text, a_html text, a_text text, a_rules text, a_rules_html text)
RETURNS void
LANGUAGE sql AS $$
	INSERT INTO community (slug, title, lang, owner, created_at, active_at,
	    about, about_html, about_text, rules, rules_html, renderer)
	VALUES (a_slug, a_title, a_lang, pg_temp.account(a_owner),
	    pg_temp.ago(a_days), pg_temp.ago(a_days), a_about, a_html, a_text,
	    a_rules, a_rules_html, 1);
	INSERT INTO community_slug (slug_key, community)
	VALUES (a_key, pg_temp.community(a_slug));
	INSERT INTO community_moderator (community, account, created_at)
	SELECT pg_temp.community(a_slug), pg_temp.account(m),
	    pg_temp.ago(a_days)
	FROM unnest(a_owner || a_moderators) m;
	INSERT INTO event (at, kind, actor, community)
	VALUES (pg_temp.ago(a_days), 'community_made',
	    pg_temp.account(a_owner), pg_temp.community(a_slug))
$$;

-- One episode: begun, and decided unless a_decided is NULL.
CREATE FUNCTION pg_temp.join(a_blog text, a_community text, a_state text,
    a_begun numeric, a_decided numeric, a_message text, a_answer text)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	b bigint := pg_temp.blog(a_blog);
	c bigint := pg_temp.community(a_community);
	invited boolean := a_state = 'invited';
	blogger bigint := (SELECT id FROM blog_owner(b));
	moderator bigint := (SELECT owner FROM community WHERE id = c);
	made bigint;
	told bigint;
BEGIN
	INSERT INTO membership (blog, community, state, message, answer,
	    decided_by, created_at, since, approved_at, feed_from)
	SELECT b, c, a_state, CASE WHEN invited THEN '' ELSE a_message END,
	    CASE WHEN invited THEN a_message ELSE a_answer END,
	    CASE WHEN invited OR a_decided IS NOT NULL THEN moderator END,
	    pg_temp.ago(a_begun), pg_temp.ago(coalesce(a_decided, a_begun)),
	    x.at, x.at
	FROM (SELECT CASE a_state WHEN 'approved'
	    THEN pg_temp.ago(a_decided) END AS at) x
	RETURNING id INTO made;
	INSERT INTO event (at, kind, actor, blog, community, membership, body)
	VALUES (pg_temp.ago(a_begun),
	    CASE WHEN invited THEN 'invited' ELSE 'applied' END,
	    CASE WHEN invited THEN moderator ELSE blogger END, b, c, made,
	    a_message)
	RETURNING id INTO told;
	IF a_decided IS NULL THEN
		PERFORM membership_tell(told, CASE WHEN invited THEN moderator
		    ELSE blogger END, b, c);
	ELSE
		INSERT INTO event (at, kind, actor, blog, community,
		    membership, body)
		VALUES (pg_temp.ago(a_decided), a_state, moderator, b, c,
		    made, a_answer);
	END IF;
END
$$;

CREATE FUNCTION pg_temp.write(a_blog text, a_days numeric, a_slug text,
    a_title text, a_tags text[], a_keys text[], a_source text, a_html text,
    a_excerpt text) RETURNS void
LANGUAGE sql AS $$
	WITH made AS (
		INSERT INTO post (blog, author, state, lang, slug, title,
		    excerpt, tags, tag_keys, created_at, published_at,
		    updated_at, bumped_at)
		SELECT b.id, o.id, 'published', b.lang, a_slug, a_title,
		    a_excerpt, a_tags, a_keys, x.at, x.at, x.at, x.at
		FROM blog b, blog_owner(b.id) o, pg_temp.ago(a_days) x (at)
		WHERE b.slug = a_blog
		RETURNING id)
	INSERT INTO post_text (post, kind, renderer, source, html)
	SELECT made.id, 'markdown', 1, a_source, a_html FROM made
$$;

-- By a member or, with a guest's name, by nobody. The post is named by its
-- title.
CREATE FUNCTION pg_temp.say(a_title text, a_days numeric, a_login text,
    a_guest text, a_state text, a_source text, a_html text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO comment (post, blog, author, guest_name, state,
	    created_at, source, html, excerpt, renderer)
	SELECT p.id, p.blog, pg_temp.account(a_login), a_guest, a_state,
	    pg_temp.ago(a_days), a_source, a_html, a_source, 1
	FROM post p WHERE p.title = a_title
$$;

-- People

SELECT pg_temp.member('demo-amnuai', 'derno-arnnual', 'คุณอำนวย (ตัวอย่าง)',
    'นักทรัพยากรบุคคล', 'สำนักงานตัวอย่าง',
    ARRAY['การจัดการความรู้', 'คุณอำนวย'], 'th', 760,
    $md$ช่วยให้คนในสำนักงานได้เล่าสิ่งที่ตนทำเป็น และได้ฟังกันบ้าง$md$,
    $html$<p>ช่วยให้คนในสำนักงานได้เล่าสิ่งที่ตนทำเป็น และได้ฟังกันบ้าง</p>
$html$,
    $text$ช่วยให้คนในสำนักงานได้เล่าสิ่งที่ตนทำเป็น และได้ฟังกันบ้าง$text$);
SELECT pg_temp.member('demo-mali', 'derno-rnall', 'มะลิ (ตัวอย่าง)',
    'พยาบาลวิชาชีพ', 'โรงพยาบาลตัวอย่าง',
    ARRAY['พยาบาล', 'งานประจำสู่งานวิจัย'], 'th', 720,
    $md$ทำงานหอผู้ป่วยมาสิบกว่าปี ชอบจดเรื่องเล็ก ๆ ที่ทำให้งานดีขึ้น$md$,
    $html$<p>ทำงานหอผู้ป่วยมาสิบกว่าปี ชอบจดเรื่องเล็ก ๆ ที่ทำให้งานดีขึ้น</p>
$html$,
    $text$ทำงานหอผู้ป่วยมาสิบกว่าปี ชอบจดเรื่องเล็ก ๆ ที่ทำให้งานดีขึ้น$text$);
SELECT pg_temp.member('demo-khru', 'derno-khru', 'ครูหลังเขา (ตัวอย่าง)',
    'ครู', 'โรงเรียนตัวอย่าง', ARRAY['การสอน', 'วิทยาศาสตร์'], 'th', 640,
    $md$สอนวิทยาศาสตร์ในโรงเรียนเล็ก ๆ มีนักเรียนหกสิบสองคน$md$,
    $html$<p>สอนวิทยาศาสตร์ในโรงเรียนเล็ก ๆ มีนักเรียนหกสิบสองคน</p>
$html$,
    $text$สอนวิทยาศาสตร์ในโรงเรียนเล็ก ๆ มีนักเรียนหกสิบสองคน$text$);
SELECT pg_temp.member('demo-suan', 'derno-suan', 'ลุงสวน (ตัวอย่าง)',
    'เกษตรกร', 'กลุ่มผู้ปลูกผักตัวอย่าง', ARRAY['เกษตรอินทรีย์'], 'th', 560,
    $md$ปลูกผักไม่ใช้สารเคมี ลองผิดลองถูกแล้วมาเล่าให้ฟัง$md$,
    $html$<p>ปลูกผักไม่ใช้สารเคมี ลองผิดลองถูกแล้วมาเล่าให้ฟัง</p>
$html$,
    $text$ปลูกผักไม่ใช้สารเคมี ลองผิดลองถูกแล้วมาเล่าให้ฟัง$text$);
SELECT pg_temp.member('demo-reader', 'derno-reader', 'Reading Room (demo)',
    'Librarian', 'Example District Library', ARRAY['libraries', 'reading'],
    'en', 500,
    $md$I look after a small library with one computer and many regulars.$md$,
    $html$<p>I look after a small library with one computer and many regulars.</p>
$html$,
    $text$I look after a small library with one computer and many regulars.$text$);
SELECT pg_temp.member('demo-newcomer', 'derno-newcorner', 'มาใหม่ (ตัวอย่าง)',
    'เจ้าพนักงานธุรการ', 'สำนักงานตัวอย่าง', '{}', 'th', 40, '', '', '');

-- Blogs

SELECT pg_temp.open_blog('บันทึกคุณอำนวย', 'บันทึกคุณอํานวย',
    'บันทึกคุณอำนวย', 'demo-amnuai', 'th',
    755,
    $md$เบื้องหลังวงคุยในสำนักงาน: ใครเล่าอะไร เราเรียนรู้อะไร และครั้งหน้าจะทำอะไรต่อ$md$,
    $html$<p>เบื้องหลังวงคุยในสำนักงาน: ใครเล่าอะไร เราเรียนรู้อะไร และครั้งหน้าจะทำอะไรต่อ</p>
$html$,
    $text$เบื้องหลังวงคุยในสำนักงาน: ใครเล่าอะไร เราเรียนรู้อะไร และครั้งหน้าจะทำอะไรต่อ$text$);
SELECT pg_temp.open_blog('หอผู้ป่วยเล่าเรื่อง', 'หอผู้ป่วยเล่าเรื่อง',
    'หอผู้ป่วยเล่าเรื่อง', 'demo-mali', 'th',
    715,
    $md$เรื่องเล่าจากงานพยาบาล และงานวิจัยเล็ก ๆ จากงานประจำ$md$,
    $html$<p>เรื่องเล่าจากงานพยาบาล และงานวิจัยเล็ก ๆ จากงานประจำ</p>
$html$,
    $text$เรื่องเล่าจากงานพยาบาล และงานวิจัยเล็ก ๆ จากงานประจำ$text$);
SELECT pg_temp.open_blog('ห้องเรียนหลังเขา', 'ห้องเรียนหลังเขา',
    'ห้องเรียนหลังเขา', 'demo-khru', 'th',
    630,
    $md$สอนวิทยาศาสตร์ด้วยของที่หาได้ในหมู่บ้าน$md$,
    $html$<p>สอนวิทยาศาสตร์ด้วยของที่หาได้ในหมู่บ้าน</p>
$html$,
    $text$สอนวิทยาศาสตร์ด้วยของที่หาได้ในหมู่บ้าน$text$);
SELECT pg_temp.open_blog('สวนหลังบ้าน', 'สวนหลังบ้าน', 'สวนหลังบ้าน',
    'demo-suan', 'th',
    550,
    $md$ปุ๋ยหมัก ผักพื้นบ้าน และการขายตรงถึงคนกิน$md$,
    $html$<p>ปุ๋ยหมัก ผักพื้นบ้าน และการขายตรงถึงคนกิน</p>
$html$,
    $text$ปุ๋ยหมัก ผักพื้นบ้าน และการขายตรงถึงคนกิน$text$);
SELECT pg_temp.open_blog('Reading-Room', 'reading-room',
    'Notes from the reading room', 'demo-reader', 'en',
    495,
    $md$What happens in a small library, and what others might use of it.$md$,
    $html$<p>What happens in a small library, and what others might use of it.</p>
$html$,
    $text$What happens in a small library, and what others might use of it.$text$);
SELECT pg_temp.open_blog('วันแรกของฉัน', 'วันแรกของฉัน', 'วันแรกของฉัน',
    'demo-newcomer', 'th',
    35,
    $md$เพิ่งเริ่มเขียน ขอคำแนะนำด้วย$md$,
    $html$<p>เพิ่งเริ่มเขียน ขอคำแนะนำด้วย</p>
$html$,
    $text$เพิ่งเริ่มเขียน ขอคำแนะนำด้วย$text$);

-- Communities

SELECT pg_temp.found('ชุมชนคุณอำนวย', 'ชุมชนคุณอํานวย', 'ชุมชนคุณอำนวย',
    'demo-amnuai', ARRAY['demo-mali'], 'th',
    740,
    $md$ที่พบกันของคนที่ช่วยให้เพื่อนร่วมงานได้แลกเปลี่ยนความรู้ ไม่ว่าจะทำงานที่ไหน$md$,
    $html$<p>ที่พบกันของคนที่ช่วยให้เพื่อนร่วมงานได้แลกเปลี่ยนความรู้ ไม่ว่าจะทำงานที่ไหน</p>
$html$,
    $text$ที่พบกันของคนที่ช่วยให้เพื่อนร่วมงานได้แลกเปลี่ยนความรู้ ไม่ว่าจะทำงานที่ไหน$text$,
    $md$รับบล็อกที่เล่าเรื่องจากงานจริง

1. เล่าสิ่งที่ทำเอง ได้ผลหรือไม่ได้ผลก็เล่า
2. ไม่ลงประกาศขายของ
3. ขออนุญาตก่อนเล่าเรื่องของผู้อื่น$md$,
    $html$<p>รับบล็อกที่เล่าเรื่องจากงานจริง</p>
<ol><li>เล่าสิ่งที่ทำเอง ได้ผลหรือไม่ได้ผลก็เล่า</li><li>ไม่ลงประกาศขายของ</li><li>ขออนุญาตก่อนเล่าเรื่องของผู้อื่น</li></ol>
$html$);
SELECT pg_temp.found('เรียนรู้จากชุมชน', 'เรียนรู้จากชุมชน',
    'เรียนรู้จากชุมชน', 'demo-khru', ARRAY['demo-suan'], 'th',
    600,
    $md$โรงเรียน สวน และบ้าน: ความรู้ที่อยู่รอบตัวเรา$md$,
    $html$<p>โรงเรียน สวน และบ้าน: ความรู้ที่อยู่รอบตัวเรา</p>
$html$,
    $text$โรงเรียน สวน และบ้าน: ความรู้ที่อยู่รอบตัวเรา$text$,
    $md$เขียนเรื่องที่คนในหมู่บ้านอ่านแล้วนำไปลองทำได้$md$,
    $html$<p>เขียนเรื่องที่คนในหมู่บ้านอ่านแล้วนำไปลองทำได้</p>
$html$);
SELECT pg_temp.found('Small-Libraries', 'small-libraries', 'Small libraries',
    'demo-reader', '{}', 'en',
    480,
    $md$For people who run a library with little money and much goodwill.$md$,
    $html$<p>For people who run a library with little money and much goodwill.</p>
$html$,
    $text$For people who run a library with little money and much goodwill.$text$,
    $md$Write about **what you tried**. Pictures of shelves are welcome, advertisements are not.$md$,
    $html$<p>Write about <strong>what you tried</strong>. Pictures of shelves are welcome, advertisements are not.</p>
$html$);

-- Who is where: one application waits, one invitation too

SELECT pg_temp.join('บันทึกคุณอำนวย', 'ชุมชนคุณอำนวย', 'approved', 735, 734,
    'บล็อกของสำนักงานเอง', 'ยินดีต้อนรับ');
SELECT pg_temp.join('หอผู้ป่วยเล่าเรื่อง', 'ชุมชนคุณอำนวย', 'approved', 700,
    698, 'เขียนเรื่องการแลกเปลี่ยนในหอผู้ป่วย ขอสมัครค่ะ',
    'อ่านแล้วได้ความคิดมาก ยินดีต้อนรับ');
SELECT pg_temp.join('ห้องเรียนหลังเขา', 'เรียนรู้จากชุมชน', 'approved', 595,
    594, '', '');
SELECT pg_temp.join('สวนหลังบ้าน', 'เรียนรู้จากชุมชน', 'approved', 540, 538,
    'ครูชวนมาสมัครครับ', 'ดีใจที่มากันครับ');
SELECT pg_temp.join('Reading-Room', 'Small-Libraries', 'approved', 478, 477,
    '', '');
SELECT pg_temp.join('ห้องเรียนหลังเขา', 'ชุมชนคุณอำนวย', 'approved', 420, 415,
    'ครูในโรงเรียนคุยกันทุกวันศุกร์ อยากเล่าให้ฟัง', '');
SELECT pg_temp.join('สวนหลังบ้าน', 'ชุมชนคุณอำนวย', 'refused', 300, 297,
    'ขอเข้าร่วมด้วยครับ',
    'เรื่องในบล็อกน่าอ่าน แต่ยังไม่มีเรื่องการแลกเปลี่ยนในกลุ่ม ลองเล่าว่ากลุ่มผู้ปลูกผักคุยกันอย่างไร แล้วสมัครใหม่ได้เสมอ');
SELECT pg_temp.join('วันแรกของฉัน', 'ชุมชนคุณอำนวย', 'applied', 2, NULL,
    'เพิ่งเริ่มเขียนหลังการอบรม อยากเรียนรู้จากทุกท่าน ขอสมัครเข้าชุมชนค่ะ',
    '');
SELECT pg_temp.join('สวนหลังบ้าน', 'Small-Libraries', 'invited', 6, NULL,
    'We would like to read how your growers'' group shares its books.', '');

-- Posts, oldest first

SELECT pg_temp.write('บันทึกคุณอำนวย', 750, 'เริ่มจากวงเล็ก-ๆ-ห้าคน',
    'เริ่มจากวงเล็ก ๆ ห้าคน', ARRAY['การจัดการความรู้', 'วงคุย'],
    ARRAY['การจัดการความรู้', 'วงคุย'],
    $md$วันนี้เราเริ่มวงแรกในสำนักงาน มีคนมาแค่ห้าคน แต่คุยกันได้เกือบสองชั่วโมง

กติกามีสามข้อ

1. เล่าเรื่องที่ตัวเองทำจริง
2. คนอื่นฟังจนจบ ยังไม่ต้องแนะนำ
3. ทุกคนได้พูด

สิ่งที่ได้คือ **ทุกคนมีเรื่องเล่า** แม้แต่คนที่บอกว่าตัวเองไม่มีอะไรจะเล่า$md$,
    $html$<p>วันนี้เราเริ่มวงแรกในสำนักงาน มีคนมาแค่ห้าคน แต่คุยกันได้เกือบสองชั่วโมง</p>
<p>กติกามีสามข้อ</p>
<ol><li>เล่าเรื่องที่ตัวเองทำจริง</li><li>คนอื่นฟังจนจบ ยังไม่ต้องแนะนำ</li><li>ทุกคนได้พูด</li></ol>
<p>สิ่งที่ได้คือ <strong>ทุกคนมีเรื่องเล่า</strong> แม้แต่คนที่บอกว่าตัวเองไม่มีอะไรจะเล่า</p>
$html$,
    $text$วันนี้เราเริ่มวงแรกในสำนักงาน มีคนมาแค่ห้าคน แต่คุยกันได้เกือบสองชั่วโมง กติกามีสามข้อ เล่าเรื่องที่ตัวเองทำจริง คนอื่นฟังจนจบ ยังไม่ต้องแนะนำ ทุกคนได้พูด สิ่งที่ได้คือ ทุกคนมีเรื่องเล่า แม้แต่คนที่บอกว่าตัวเองไม่มีอะไรจะเล่า$text$);

SELECT pg_temp.write('หอผู้ป่วยเล่าเรื่อง', 700, 'ใบเล็ก-ๆ-ข้างเตียง',
    'ใบเล็ก ๆ ข้างเตียง', ARRAY['พยาบาล', 'ความปลอดภัย'],
    ARRAY['พยาบาล', 'ความปลอดภัย'],
    $md$ญาติผู้ป่วยถามคำถามเดิมทุกเวร เราจึงทำใบเล็ก ๆ ติดไว้ข้างเตียง บอกสามอย่าง

- วันนี้จะตรวจอะไร
- ใครเป็นพยาบาลเจ้าของไข้
- มีคำถาม ถามได้ที่ไหน

สองสัปดาห์ผ่านไป เสียงกริ่งเรียกลดลงอย่างเห็นได้ชัด ยังไม่ได้นับ จะเริ่มนับสัปดาห์หน้า$md$,
    $html$<p>ญาติผู้ป่วยถามคำถามเดิมทุกเวร เราจึงทำใบเล็ก ๆ ติดไว้ข้างเตียง บอกสามอย่าง</p>
<ul><li>วันนี้จะตรวจอะไร</li><li>ใครเป็นพยาบาลเจ้าของไข้</li><li>มีคำถาม ถามได้ที่ไหน</li></ul>
<p>สองสัปดาห์ผ่านไป เสียงกริ่งเรียกลดลงอย่างเห็นได้ชัด ยังไม่ได้นับ จะเริ่มนับสัปดาห์หน้า</p>
$html$,
    $text$ญาติผู้ป่วยถามคำถามเดิมทุกเวร เราจึงทำใบเล็ก ๆ ติดไว้ข้างเตียง บอกสามอย่าง วันนี้จะตรวจอะไร ใครเป็นพยาบาลเจ้าของไข้ มีคำถาม ถามได้ที่ไหน สองสัปดาห์ผ่านไป เสียงกริ่งเรียกลดลงอย่างเห็นได้ชัด ยังไม่ได้นับ จะเริ่มนับสัปดาห์หน้า$text$);

SELECT pg_temp.write('บันทึกคุณอำนวย', 690, 'คำถามที่ทำให้คนเล่าเรื่อง',
    'คำถามที่ทำให้คนเล่าเรื่อง', ARRAY['การจัดการความรู้', 'คุณอำนวย'],
    ARRAY['การจัดการความรู้', 'คุณอํานวย'],
    $md$คำถามว่า "มีปัญหาอะไรไหม" ได้คำตอบสั้นมาก ลองเปลี่ยนเป็นคำถามเหล่านี้

- เดือนนี้มีอะไรที่ภูมิใจ
- ครั้งไหนที่คิดว่าจะไม่สำเร็จแล้วกลับสำเร็จ
- ถ้าเพื่อนใหม่มาทำงานแทน อยากบอกอะไรเป็นอย่างแรก

คำถามข้อสุดท้ายได้เรื่องเล่ามากที่สุด$md$,
    $html$<p>คำถามว่า &quot;มีปัญหาอะไรไหม&quot; ได้คำตอบสั้นมาก ลองเปลี่ยนเป็นคำถามเหล่านี้</p>
<ul><li>เดือนนี้มีอะไรที่ภูมิใจ</li><li>ครั้งไหนที่คิดว่าจะไม่สำเร็จแล้วกลับสำเร็จ</li><li>ถ้าเพื่อนใหม่มาทำงานแทน อยากบอกอะไรเป็นอย่างแรก</li></ul>
<p>คำถามข้อสุดท้ายได้เรื่องเล่ามากที่สุด</p>
$html$,
    $text$คำถามว่า "มีปัญหาอะไรไหม" ได้คำตอบสั้นมาก ลองเปลี่ยนเป็นคำถามเหล่านี้ เดือนนี้มีอะไรที่ภูมิใจ ครั้งไหนที่คิดว่าจะไม่สำเร็จแล้วกลับสำเร็จ ถ้าเพื่อนใหม่มาทำงานแทน อยากบอกอะไรเป็นอย่างแรก คำถามข้อสุดท้ายได้เรื่องเล่ามากที่สุด$text$);

SELECT pg_temp.write('หอผู้ป่วยเล่าเรื่อง', 660,
    'นับแล้ว-กริ่งเรียกลดลงหนึ่งในสาม', 'นับแล้ว: กริ่งเรียกลดลงหนึ่งในสาม',
    ARRAY['พยาบาล', 'งานประจำสู่งานวิจัย'],
    ARRAY['พยาบาล', 'งานประจําสู่งานวิจัย'],
    $md$ต่อจากบันทึกก่อน เรานับกริ่งเรียกสี่สัปดาห์

| | ก่อนมีใบ | หลังมีใบ |
|---|---:|---:|
| เวรเช้า | 41 | 27 |
| เวรบ่าย | 36 | 24 |
| เวรดึก | 18 | 15 |

เป็นตัวเลขของหอเดียว ยังสรุปไม่ได้ แต่พอให้คุยกันต่อ$md$,
    $html$<p>ต่อจากบันทึกก่อน เรานับกริ่งเรียกสี่สัปดาห์</p>
<table><thead><tr><th scope="col"></th><th scope="col" align="right">ก่อนมีใบ</th><th scope="col" align="right">หลังมีใบ</th></tr></thead><tbody><tr><td>เวรเช้า</td><td align="right">41</td><td align="right">27</td></tr><tr><td>เวรบ่าย</td><td align="right">36</td><td align="right">24</td></tr><tr><td>เวรดึก</td><td align="right">18</td><td align="right">15</td></tr></tbody></table>
<p>เป็นตัวเลขของหอเดียว ยังสรุปไม่ได้ แต่พอให้คุยกันต่อ</p>
$html$,
    $text$ต่อจากบันทึกก่อน เรานับกริ่งเรียกสี่สัปดาห์ เป็นตัวเลขของหอเดียว ยังสรุปไม่ได้ แต่พอให้คุยกันต่อ$text$);

SELECT pg_temp.write('ห้องเรียนหลังเขา', 610, 'วัดความสูงของเสาธงด้วยเงา',
    'วัดความสูงของเสาธงด้วยเงา', ARRAY['การสอน', 'วิทยาศาสตร์'],
    ARRAY['การสอน', 'วิทยาศาสตร์'],
    $md$ใช้แค่ไม้เมตรกับแดดตอนบ่าย

1. วัดความสูงของเพื่อน
2. วัดเงาของเพื่อน
3. วัดเงาของเสาธง

เด็ก ๆ คำนวณได้ 8.4 เมตร แล้วไปถามภารโรง ภารโรงบอกว่าแปดเมตรครึ่ง เด็กดีใจกันทั้งห้อง$md$,
    $html$<p>ใช้แค่ไม้เมตรกับแดดตอนบ่าย</p>
<ol><li>วัดความสูงของเพื่อน</li><li>วัดเงาของเพื่อน</li><li>วัดเงาของเสาธง</li></ol>
<p>เด็ก ๆ คำนวณได้ 8.4 เมตร แล้วไปถามภารโรง ภารโรงบอกว่าแปดเมตรครึ่ง เด็กดีใจกันทั้งห้อง</p>
$html$,
    $text$ใช้แค่ไม้เมตรกับแดดตอนบ่าย วัดความสูงของเพื่อน วัดเงาของเพื่อน วัดเงาของเสาธง เด็ก ๆ คำนวณได้ 8.4 เมตร แล้วไปถามภารโรง ภารโรงบอกว่าแปดเมตรครึ่ง เด็กดีใจกันทั้งห้อง$text$);

SELECT pg_temp.write('ห้องเรียนหลังเขา', 580, 'กล้องจุลทรรศน์จากหยดน้ำ',
    'กล้องจุลทรรศน์จากหยดน้ำ', ARRAY['วิทยาศาสตร์', 'สื่อการสอน'],
    ARRAY['วิทยาศาสตร์', 'สื่อการสอน'],
    $md$หยดน้ำหนึ่งหยดบนแผ่นใสทำหน้าที่เป็นเลนส์ได้ เราเจาะรูที่กระดาษแข็ง ปิดด้วยแผ่นใส แล้วหยดน้ำลงไป

เห็นใยของใบไม้ชัดกว่าที่คิด ข้อเสียคือน้ำแห้งเร็ว ต้องหยดใหม่ทุกห้านาที$md$,
    $html$<p>หยดน้ำหนึ่งหยดบนแผ่นใสทำหน้าที่เป็นเลนส์ได้ เราเจาะรูที่กระดาษแข็ง ปิดด้วยแผ่นใส แล้วหยดน้ำลงไป</p>
<p>เห็นใยของใบไม้ชัดกว่าที่คิด ข้อเสียคือน้ำแห้งเร็ว ต้องหยดใหม่ทุกห้านาที</p>
$html$,
    $text$หยดน้ำหนึ่งหยดบนแผ่นใสทำหน้าที่เป็นเลนส์ได้ เราเจาะรูที่กระดาษแข็ง ปิดด้วยแผ่นใส แล้วหยดน้ำลงไป เห็นใยของใบไม้ชัดกว่าที่คิด ข้อเสียคือน้ำแห้งเร็ว ต้องหยดใหม่ทุกห้านาที$text$);

SELECT pg_temp.write('สวนหลังบ้าน', 530, 'ปุ๋ยหมักกองแรก', 'ปุ๋ยหมักกองแรก',
    ARRAY['เกษตรอินทรีย์', 'ปุ๋ยหมัก'],
    ARRAY['เกษตรอินทรีย์', 'ปุ๋ยหมัก'],
    $md$ใบไม้สามส่วน มูลวัวหนึ่งส่วน รดน้ำพอชื้น กลับกองทุกเจ็ดวัน

สองเดือนแรกผมใจร้อน เปิดดูทุกวัน กองเลยไม่ร้อน ปล่อยไว้กลับดี

ข้อควรจำ

- กองต้องสูงถึงเอว
- บีบแล้วชื้นมือ แต่น้ำไม่หยด
- ถ้าเหม็น แปลว่าแน่นไป ให้กลับกอง$md$,
    $html$<p>ใบไม้สามส่วน มูลวัวหนึ่งส่วน รดน้ำพอชื้น กลับกองทุกเจ็ดวัน</p>
<p>สองเดือนแรกผมใจร้อน เปิดดูทุกวัน กองเลยไม่ร้อน ปล่อยไว้กลับดี</p>
<p>ข้อควรจำ</p>
<ul><li>กองต้องสูงถึงเอว</li><li>บีบแล้วชื้นมือ แต่น้ำไม่หยด</li><li>ถ้าเหม็น แปลว่าแน่นไป ให้กลับกอง</li></ul>
$html$,
    $text$ใบไม้สามส่วน มูลวัวหนึ่งส่วน รดน้ำพอชื้น กลับกองทุกเจ็ดวัน สองเดือนแรกผมใจร้อน เปิดดูทุกวัน กองเลยไม่ร้อน ปล่อยไว้กลับดี ข้อควรจำ กองต้องสูงถึงเอว บีบแล้วชื้นมือ แต่น้ำไม่หยด ถ้าเหม็น แปลว่าแน่นไป ให้กลับกอง$text$);

SELECT pg_temp.write('บันทึกคุณอำนวย', 520, 'ตารางสรุปวงคุยหกเดือนแรก',
    'ตารางสรุปวงคุยหกเดือนแรก', ARRAY['การจัดการความรู้', 'สรุปงาน'],
    ARRAY['การจัดการความรู้', 'สรุปงาน'],
    $md$ครบหกเดือนแล้ว สรุปไว้ให้ผู้บริหารดูง่าย ๆ

| เดือน | จำนวนวง | ผู้เข้าร่วม | เรื่องที่นำไปใช้ |
|---|---:|---:|---:|
| ๑ | 2 | 11 | 1 |
| ๒ | 3 | 24 | 2 |
| ๓ | 4 | 31 | 2 |
| ๔ | 4 | 38 | 5 |
| ๕ | 5 | 40 | 4 |
| ๖ | 5 | 46 | 7 |

ตัวเลขช่องสุดท้ายสำคัญกว่าช่องอื่น ถ้าไม่มีใครนำไปใช้ วงคุยก็เป็นแค่วงกาแฟ$md$,
    $html$<p>ครบหกเดือนแล้ว สรุปไว้ให้ผู้บริหารดูง่าย ๆ</p>
<table><thead><tr><th scope="col">เดือน</th><th scope="col" align="right">จำนวนวง</th><th scope="col" align="right">ผู้เข้าร่วม</th><th scope="col" align="right">เรื่องที่นำไปใช้</th></tr></thead><tbody><tr><td>๑</td><td align="right">2</td><td align="right">11</td><td align="right">1</td></tr><tr><td>๒</td><td align="right">3</td><td align="right">24</td><td align="right">2</td></tr><tr><td>๓</td><td align="right">4</td><td align="right">31</td><td align="right">2</td></tr><tr><td>๔</td><td align="right">4</td><td align="right">38</td><td align="right">5</td></tr><tr><td>๕</td><td align="right">5</td><td align="right">40</td><td align="right">4</td></tr><tr><td>๖</td><td align="right">5</td><td align="right">46</td><td align="right">7</td></tr></tbody></table>
<p>ตัวเลขช่องสุดท้ายสำคัญกว่าช่องอื่น ถ้าไม่มีใครนำไปใช้ วงคุยก็เป็นแค่วงกาแฟ</p>
$html$,
    $text$ครบหกเดือนแล้ว สรุปไว้ให้ผู้บริหารดูง่าย ๆ ตัวเลขช่องสุดท้ายสำคัญกว่าช่องอื่น ถ้าไม่มีใครนำไปใช้ วงคุยก็เป็นแค่วงกาแฟ$text$);

SELECT pg_temp.write('Reading-Room', 490, 'one-computer-forty-readers',
    'One computer, forty readers', ARRAY['libraries', 'reading'],
    ARRAY['libraries', 'reading'],
    $md$Our library has one computer. The waiting list used to be a source of quarrels, so we tried three things.

1. Half-hour turns, written on a board that everybody can see.
2. A quiet hour in the morning for people who need longer.
3. A bell that anyone may ring.

Nobody has rung the bell yet.$md$,
    $html$<p>Our library has one computer. The waiting list used to be a source of quarrels, so we tried three things.</p>
<ol><li>Half-hour turns, written on a board that everybody can see.</li><li>A quiet hour in the morning for people who need longer.</li><li>A bell that anyone may ring.</li></ol>
<p>Nobody has rung the bell yet.</p>
$html$,
    $text$Our library has one computer. The waiting list used to be a source of quarrels, so we tried three things. Half-hour turns, written on a board that everybody can see. A quiet hour in the morning for people who need longer. A bell that anyone may ring. Nobody has rung the bell yet.$text$);

SELECT pg_temp.write('หอผู้ป่วยเล่าเรื่อง', 470,
    'งานวิจัยที่เริ่มจากความรำคาญ', 'งานวิจัยที่เริ่มจากความรำคาญ',
    ARRAY['งานประจำสู่งานวิจัย'],
    ARRAY['งานประจําสู่งานวิจัย'],
    $md$หลายคนถามว่าจะหาหัวข้อวิจัยจากไหน ของเราเริ่มจาก *สิ่งที่รำคาญทุกวัน*

1. จดสิ่งที่รำคาญหนึ่งสัปดาห์
2. เลือกข้อที่แก้เองได้
3. นับก่อนแก้ แล้วจึงแก้ แล้วนับอีก

เท่านี้ก็เป็นงานวิจัยเล็ก ๆ ได้แล้ว$md$,
    $html$<p>หลายคนถามว่าจะหาหัวข้อวิจัยจากไหน ของเราเริ่มจาก <em>สิ่งที่รำคาญทุกวัน</em></p>
<ol><li>จดสิ่งที่รำคาญหนึ่งสัปดาห์</li><li>เลือกข้อที่แก้เองได้</li><li>นับก่อนแก้ แล้วจึงแก้ แล้วนับอีก</li></ol>
<p>เท่านี้ก็เป็นงานวิจัยเล็ก ๆ ได้แล้ว</p>
$html$,
    $text$หลายคนถามว่าจะหาหัวข้อวิจัยจากไหน ของเราเริ่มจาก สิ่งที่รำคาญทุกวัน จดสิ่งที่รำคาญหนึ่งสัปดาห์ เลือกข้อที่แก้เองได้ นับก่อนแก้ แล้วจึงแก้ แล้วนับอีก เท่านี้ก็เป็นงานวิจัยเล็ก ๆ ได้แล้ว$text$);

SELECT pg_temp.write('สวนหลังบ้าน', 440, 'ผักพื้นบ้านที่แมลงไม่กิน',
    'ผักพื้นบ้านที่แมลงไม่กิน', ARRAY['เกษตรอินทรีย์'],
    ARRAY['เกษตรอินทรีย์'],
    $md$ปลูกสลับกันแปลงเว้นแปลง ได้ผลกว่าปลูกอย่างเดียวทั้งสวน

แมงลัก โหระพา และตะไคร้ ปลูกไว้หัวแปลงทุกแปลง คะน้าปีนี้เสียหายน้อยกว่าปีก่อนมาก ปีหน้าจะจดให้ละเอียดกว่านี้$md$,
    $html$<p>ปลูกสลับกันแปลงเว้นแปลง ได้ผลกว่าปลูกอย่างเดียวทั้งสวน</p>
<p>แมงลัก โหระพา และตะไคร้ ปลูกไว้หัวแปลงทุกแปลง คะน้าปีนี้เสียหายน้อยกว่าปีก่อนมาก ปีหน้าจะจดให้ละเอียดกว่านี้</p>
$html$,
    $text$ปลูกสลับกันแปลงเว้นแปลง ได้ผลกว่าปลูกอย่างเดียวทั้งสวน แมงลัก โหระพา และตะไคร้ ปลูกไว้หัวแปลงทุกแปลง คะน้าปีนี้เสียหายน้อยกว่าปีก่อนมาก ปีหน้าจะจดให้ละเอียดกว่านี้$text$);

SELECT pg_temp.write('Reading-Room', 430, 'the-shelf-of-unfinished-books',
    'The shelf of unfinished books', ARRAY['reading'],
    ARRAY['reading'],
    $md$We put up a shelf for books that people **did not** finish. A slip inside says how far they came, and why they stopped.

It is the most popular shelf in the house. Somebody always wants to find out whether the others were right.$md$,
    $html$<p>We put up a shelf for books that people <strong>did not</strong> finish. A slip inside says how far they came, and why they stopped.</p>
<p>It is the most popular shelf in the house. Somebody always wants to find out whether the others were right.</p>
$html$,
    $text$We put up a shelf for books that people did not finish. A slip inside says how far they came, and why they stopped. It is the most popular shelf in the house. Somebody always wants to find out whether the others were right.$text$);

SELECT pg_temp.write('ห้องเรียนหลังเขา', 400, 'ครูคุยกันทุกวันศุกร์',
    'ครูคุยกันทุกวันศุกร์', ARRAY['การสอน', 'วงคุย'],
    ARRAY['การสอน', 'วงคุย'],
    $md$โรงเรียนเรามีครูเจ็ดคน ทุกวันศุกร์เรานั่งคุยกันครึ่งชั่วโมง ผลัดกันเล่าคาบที่ *สอนแล้วไม่สำเร็จ*

ตอนแรกอายกันมาก เดี๋ยวนี้แย่งกันเล่า

สิ่งที่เปลี่ยนคือเราเลิกโทษเด็ก แล้วเริ่มถามว่าเราถามเด็กอย่างไร$md$,
    $html$<p>โรงเรียนเรามีครูเจ็ดคน ทุกวันศุกร์เรานั่งคุยกันครึ่งชั่วโมง ผลัดกันเล่าคาบที่ <em>สอนแล้วไม่สำเร็จ</em></p>
<p>ตอนแรกอายกันมาก เดี๋ยวนี้แย่งกันเล่า</p>
<p>สิ่งที่เปลี่ยนคือเราเลิกโทษเด็ก แล้วเริ่มถามว่าเราถามเด็กอย่างไร</p>
$html$,
    $text$โรงเรียนเรามีครูเจ็ดคน ทุกวันศุกร์เรานั่งคุยกันครึ่งชั่วโมง ผลัดกันเล่าคาบที่ สอนแล้วไม่สำเร็จ ตอนแรกอายกันมาก เดี๋ยวนี้แย่งกันเล่า สิ่งที่เปลี่ยนคือเราเลิกโทษเด็ก แล้วเริ่มถามว่าเราถามเด็กอย่างไร$text$);

SELECT pg_temp.write('Reading-Room', 350, 'what-we-count-and-what-we-do-not',
    'What we count, and what we do not', ARRAY['libraries', 'statistics'],
    ARRAY['libraries', 'statistics'],
    $md$Every month we send figures to the district. These are the ones that helped us, too.

| Figure | Why it helps |
|---|---|
| Visitors by hour | we moved our opening time |
| Questions asked at the desk | we rewrote the signs |
| Books returned late | nothing came of it; we stopped |

We do not count what people read. That is theirs.$md$,
    $html$<p>Every month we send figures to the district. These are the ones that helped us, too.</p>
<table><thead><tr><th scope="col">Figure</th><th scope="col">Why it helps</th></tr></thead><tbody><tr><td>Visitors by hour</td><td>we moved our opening time</td></tr><tr><td>Questions asked at the desk</td><td>we rewrote the signs</td></tr><tr><td>Books returned late</td><td>nothing came of it; we stopped</td></tr></tbody></table>
<p>We do not count what people read. That is theirs.</p>
$html$,
    $text$Every month we send figures to the district. These are the ones that helped us, too. We do not count what people read. That is theirs.$text$);

SELECT pg_temp.write('สวนหลังบ้าน', 260, 'ตั้งราคาผักอย่างไรให้อยู่ได้',
    'ตั้งราคาผักอย่างไรให้อยู่ได้', ARRAY['เกษตรอินทรีย์', 'การตลาด'],
    ARRAY['เกษตรอินทรีย์', 'การตลาด'],
    $md$กลุ่มเรานั่งคิดต้นทุนด้วยกันเป็นครั้งแรก ใส่ค่าแรงตัวเองลงไปด้วย

| รายการ | บาทต่อกิโลกรัม |
|---|---:|
| เมล็ดและปุ๋ย | 6 |
| ค่าแรง | 14 |
| ค่าขนส่ง | 5 |
| รวม | 25 |

ที่ผ่านมาขายกันยี่สิบบาท ไม่แปลกที่เหนื่อยแล้วไม่เหลือ$md$,
    $html$<p>กลุ่มเรานั่งคิดต้นทุนด้วยกันเป็นครั้งแรก ใส่ค่าแรงตัวเองลงไปด้วย</p>
<table><thead><tr><th scope="col">รายการ</th><th scope="col" align="right">บาทต่อกิโลกรัม</th></tr></thead><tbody><tr><td>เมล็ดและปุ๋ย</td><td align="right">6</td></tr><tr><td>ค่าแรง</td><td align="right">14</td></tr><tr><td>ค่าขนส่ง</td><td align="right">5</td></tr><tr><td>รวม</td><td align="right">25</td></tr></tbody></table>
<p>ที่ผ่านมาขายกันยี่สิบบาท ไม่แปลกที่เหนื่อยแล้วไม่เหลือ</p>
$html$,
    $text$กลุ่มเรานั่งคิดต้นทุนด้วยกันเป็นครั้งแรก ใส่ค่าแรงตัวเองลงไปด้วย ที่ผ่านมาขายกันยี่สิบบาท ไม่แปลกที่เหนื่อยแล้วไม่เหลือ$text$);

SELECT pg_temp.write('ห้องเรียนหลังเขา', 230, 'สมุดบันทึกน้ำฝนของ-ป-๕',
    'สมุดบันทึกน้ำฝนของ ป.๕', ARRAY['วิทยาศาสตร์', 'เกษตรอินทรีย์'],
    ARRAY['วิทยาศาสตร์', 'เกษตรอินทรีย์'],
    $md$เด็ก ป.๕ ทำที่วัดน้ำฝนจากขวด จดทุกเช้ามาสามเดือนแล้ว ลุงสวนขอตัวเลขไปใช้วางแผนปลูกผัก

| เดือน | วันที่ฝนตก | ปริมาณ (มม.) |
|---|---:|---:|
| มิถุนายน | 14 | 152 |
| กรกฎาคม | 17 | 168 |
| สิงหาคม | 19 | 201 |

เป็นครั้งแรกที่การบ้านของเด็กมีผู้ใหญ่รออ่าน$md$,
    $html$<p>เด็ก ป.๕ ทำที่วัดน้ำฝนจากขวด จดทุกเช้ามาสามเดือนแล้ว ลุงสวนขอตัวเลขไปใช้วางแผนปลูกผัก</p>
<table><thead><tr><th scope="col">เดือน</th><th scope="col" align="right">วันที่ฝนตก</th><th scope="col" align="right">ปริมาณ (มม.)</th></tr></thead><tbody><tr><td>มิถุนายน</td><td align="right">14</td><td align="right">152</td></tr><tr><td>กรกฎาคม</td><td align="right">17</td><td align="right">168</td></tr><tr><td>สิงหาคม</td><td align="right">19</td><td align="right">201</td></tr></tbody></table>
<p>เป็นครั้งแรกที่การบ้านของเด็กมีผู้ใหญ่รออ่าน</p>
$html$,
    $text$เด็ก ป.๕ ทำที่วัดน้ำฝนจากขวด จดทุกเช้ามาสามเดือนแล้ว ลุงสวนขอตัวเลขไปใช้วางแผนปลูกผัก เป็นครั้งแรกที่การบ้านของเด็กมีผู้ใหญ่รออ่าน$text$);

SELECT pg_temp.write('บันทึกคุณอำนวย', 210, 'เมื่อวงคุยเงียบ',
    'เมื่อวงคุยเงียบ', ARRAY['วงคุย', 'คุณอำนวย'],
    ARRAY['วงคุย', 'คุณอํานวย'],
    $md$เดือนที่แล้ววงเงียบมาก นั่งกันหกคน มองหน้ากันไปมา

กลับมาคิดว่าเราพลาดตรงไหน คำตอบคือ **เราเชิญหัวหน้ามานั่งด้วย** โดยไม่บอกล่วงหน้า

> ความไว้ใจมาก่อนความรู้

ครั้งนี้เลยนัดกันสองรอบ รอบแรกเฉพาะคนทำงาน รอบที่สองจึงชวนหัวหน้ามาฟังสรุป$md$,
    $html$<p>เดือนที่แล้ววงเงียบมาก นั่งกันหกคน มองหน้ากันไปมา</p>
<p>กลับมาคิดว่าเราพลาดตรงไหน คำตอบคือ <strong>เราเชิญหัวหน้ามานั่งด้วย</strong> โดยไม่บอกล่วงหน้า</p>
<blockquote><p>ความไว้ใจมาก่อนความรู้</p></blockquote>
<p>ครั้งนี้เลยนัดกันสองรอบ รอบแรกเฉพาะคนทำงาน รอบที่สองจึงชวนหัวหน้ามาฟังสรุป</p>
$html$,
    $text$เดือนที่แล้ววงเงียบมาก นั่งกันหกคน มองหน้ากันไปมา กลับมาคิดว่าเราพลาดตรงไหน คำตอบคือ เราเชิญหัวหน้ามานั่งด้วย โดยไม่บอกล่วงหน้า ความไว้ใจมาก่อนความรู้ ครั้งนี้เลยนัดกันสองรอบ รอบแรกเฉพาะคนทำงาน รอบที่สองจึงชวนหัวหน้ามาฟังสรุป$text$);

SELECT pg_temp.write('Reading-Room', 190, 'reading-aloud-on-market-day',
    'Reading aloud on market day', ARRAY['reading', 'libraries'],
    ARRAY['reading', 'libraries'],
    $md$On market day we read aloud for ten minutes, outside, at eleven. Children come for the story; grown-ups pretend that they are only waiting.

Short pieces work best. Poems work better than we had thought.$md$,
    $html$<p>On market day we read aloud for ten minutes, outside, at eleven. Children come for the story; grown-ups pretend that they are only waiting.</p>
<p>Short pieces work best. Poems work better than we had thought.</p>
$html$,
    $text$On market day we read aloud for ten minutes, outside, at eleven. Children come for the story; grown-ups pretend that they are only waiting. Short pieces work best. Poems work better than we had thought.$text$);

SELECT pg_temp.write('หอผู้ป่วยเล่าเรื่อง', 160,
    'ส่งเวรให้สั้นลงโดยไม่ตกหล่น', 'ส่งเวรให้สั้นลงโดยไม่ตกหล่น',
    ARRAY['พยาบาล', 'ความปลอดภัย'],
    ARRAY['พยาบาล', 'ความปลอดภัย'],
    $md$การส่งเวรเคยใช้เวลาสี่สิบนาที เราลองแบ่งเป็นสามช่วง

**ช่วงแรก** ผู้ป่วยที่ต้องระวังเป็นพิเศษ
**ช่วงที่สอง** สิ่งที่ค้างอยู่
**ช่วงที่สาม** ที่เหลืออ่านจากใบส่งเวร

ตอนนี้ใช้ยี่สิบห้านาที และคนรับเวรบอกว่าจำได้มากกว่าเดิม$md$,
    $html$<p>การส่งเวรเคยใช้เวลาสี่สิบนาที เราลองแบ่งเป็นสามช่วง</p>
<p><strong>ช่วงแรก</strong> ผู้ป่วยที่ต้องระวังเป็นพิเศษ<br><strong>ช่วงที่สอง</strong> สิ่งที่ค้างอยู่<br><strong>ช่วงที่สาม</strong> ที่เหลืออ่านจากใบส่งเวร</p>
<p>ตอนนี้ใช้ยี่สิบห้านาที และคนรับเวรบอกว่าจำได้มากกว่าเดิม</p>
$html$,
    $text$การส่งเวรเคยใช้เวลาสี่สิบนาที เราลองแบ่งเป็นสามช่วง ช่วงแรก ผู้ป่วยที่ต้องระวังเป็นพิเศษ ช่วงที่สอง สิ่งที่ค้างอยู่ ช่วงที่สาม ที่เหลืออ่านจากใบส่งเวร ตอนนี้ใช้ยี่สิบห้านาที และคนรับเวรบอกว่าจำได้มากกว่าเดิม$text$);

SELECT pg_temp.write('Reading-Room', 60, 'mending-books-with-rice-glue',
    'Mending books with rice glue', ARRAY['libraries', 'mending'],
    ARRAY['libraries', 'mending'],
    $md$A member showed us how her mother mended books.

- Cook rice flour in water until it is clear.
- Let it cool; spread it thinly.
- Press the book under something heavy overnight.

It costs nothing, can be undone with a damp cloth, and does not turn yellow. There is more at https://example.org/rice-glue for those who want the chemistry.$md$,
    $html$<p>A member showed us how her mother mended books.</p>
<ul><li>Cook rice flour in water until it is clear.</li><li>Let it cool; spread it thinly.</li><li>Press the book under something heavy overnight.</li></ul>
<p>It costs nothing, can be undone with a damp cloth, and does not turn yellow. There is more at <a href="https://example.org/rice-glue" rel="nofollow ugc noopener">https://example.org/rice-glue</a> for those who want the chemistry.</p>
$html$,
    $text$A member showed us how her mother mended books. Cook rice flour in water until it is clear. Let it cool; spread it thinly. Press the book under something heavy overnight. It costs nothing, can be undone with a damp cloth, and does not turn yellow. There is more at https://example.org/rice-glue for…$text$);

SELECT pg_temp.write('ห้องเรียนหลังเขา', 45, 'เด็กเป็นคนสอน', 'เด็กเป็นคนสอน',
    ARRAY['การสอน'],
    ARRAY['การสอน'],
    $md$ให้เด็ก ป.๖ สอนน้อง ป.๔ เรื่องวงจรไฟฟ้า เตรียมตัวกันเองทั้งหมด

น้องถามคำถามที่พี่ตอบไม่ได้สามข้อ พี่ ๆ กลับไปค้นมาตอบวันรุ่งขึ้นโดยไม่มีใครสั่ง$md$,
    $html$<p>ให้เด็ก ป.๖ สอนน้อง ป.๔ เรื่องวงจรไฟฟ้า เตรียมตัวกันเองทั้งหมด</p>
<p>น้องถามคำถามที่พี่ตอบไม่ได้สามข้อ พี่ ๆ กลับไปค้นมาตอบวันรุ่งขึ้นโดยไม่มีใครสั่ง</p>
$html$,
    $text$ให้เด็ก ป.๖ สอนน้อง ป.๔ เรื่องวงจรไฟฟ้า เตรียมตัวกันเองทั้งหมด น้องถามคำถามที่พี่ตอบไม่ได้สามข้อ พี่ ๆ กลับไปค้นมาตอบวันรุ่งขึ้นโดยไม่มีใครสั่ง$text$);

SELECT pg_temp.write('สวนหลังบ้าน', 30, 'ขายผักผ่านกลุ่มข้อความ',
    'ขายผักผ่านกลุ่มข้อความ', ARRAY['การตลาด'],
    ARRAY['การตลาด'],
    $md$ทุกเย็นวันพุธเราส่งรายการผักให้สมาชิก เช้าวันศุกร์ตัดตามที่สั่ง ไม่เหลือทิ้งเลย

เคล็ดลับคือบอกด้วยว่า *สัปดาห์นี้ไม่มีอะไร* คนกินจะได้วางแผนถูก$md$,
    $html$<p>ทุกเย็นวันพุธเราส่งรายการผักให้สมาชิก เช้าวันศุกร์ตัดตามที่สั่ง ไม่เหลือทิ้งเลย</p>
<p>เคล็ดลับคือบอกด้วยว่า <em>สัปดาห์นี้ไม่มีอะไร</em> คนกินจะได้วางแผนถูก</p>
$html$,
    $text$ทุกเย็นวันพุธเราส่งรายการผักให้สมาชิก เช้าวันศุกร์ตัดตามที่สั่ง ไม่เหลือทิ้งเลย เคล็ดลับคือบอกด้วยว่า สัปดาห์นี้ไม่มีอะไร คนกินจะได้วางแผนถูก$text$);

SELECT pg_temp.write('วันแรกของฉัน', 30, 'วันแรกที่ลองเขียน',
    'วันแรกที่ลองเขียน', ARRAY['แนะนำตัว'],
    ARRAY['แนะนําตัว'],
    $md$สวัสดีค่ะ เพิ่งอบรมเรื่องการเขียนบันทึกมาเมื่อวาน วิทยากรบอกว่าให้เริ่มจากเรื่องใกล้ตัว

วันนี้ได้เรียนรู้วิธีตั้งชื่อแฟ้มให้หาง่าย: **ปี-เดือน-วัน แล้วตามด้วยชื่อเรื่อง** แค่นี้ก็เรียงตามวันให้เองแล้ว

ใครมีวิธีอื่น ช่วยแนะนำด้วยค่ะ$md$,
    $html$<p>สวัสดีค่ะ เพิ่งอบรมเรื่องการเขียนบันทึกมาเมื่อวาน วิทยากรบอกว่าให้เริ่มจากเรื่องใกล้ตัว</p>
<p>วันนี้ได้เรียนรู้วิธีตั้งชื่อแฟ้มให้หาง่าย: <strong>ปี-เดือน-วัน แล้วตามด้วยชื่อเรื่อง</strong> แค่นี้ก็เรียงตามวันให้เองแล้ว</p>
<p>ใครมีวิธีอื่น ช่วยแนะนำด้วยค่ะ</p>
$html$,
    $text$สวัสดีค่ะ เพิ่งอบรมเรื่องการเขียนบันทึกมาเมื่อวาน วิทยากรบอกว่าให้เริ่มจากเรื่องใกล้ตัว วันนี้ได้เรียนรู้วิธีตั้งชื่อแฟ้มให้หาง่าย: ปี-เดือน-วัน แล้วตามด้วยชื่อเรื่อง แค่นี้ก็เรียงตามวันให้เองแล้ว ใครมีวิธีอื่น ช่วยแนะนำด้วยค่ะ$text$);

SELECT pg_temp.write('หอผู้ป่วยเล่าเรื่อง', 20, 'น้องใหม่ถาม-เราตอบ',
    'น้องใหม่ถาม เราตอบ', ARRAY['พยาบาล', 'วงคุย'],
    ARRAY['พยาบาล', 'วงคุย'],
    $md$น้องใหม่ถามว่า ทำไมต้องจดซ้ำสองที่ ทุกคนเงียบ เพราะไม่มีใครรู้

พอไปถามต่อจึงพบว่า แบบฟอร์มที่สองไม่มีใครใช้มาสามปีแล้ว

คำถามของคนใหม่มีค่ามาก อย่าเพิ่งรีบสอน **ให้ถามก่อน**$md$,
    $html$<p>น้องใหม่ถามว่า ทำไมต้องจดซ้ำสองที่ ทุกคนเงียบ เพราะไม่มีใครรู้</p>
<p>พอไปถามต่อจึงพบว่า แบบฟอร์มที่สองไม่มีใครใช้มาสามปีแล้ว</p>
<p>คำถามของคนใหม่มีค่ามาก อย่าเพิ่งรีบสอน <strong>ให้ถามก่อน</strong></p>
$html$,
    $text$น้องใหม่ถามว่า ทำไมต้องจดซ้ำสองที่ ทุกคนเงียบ เพราะไม่มีใครรู้ พอไปถามต่อจึงพบว่า แบบฟอร์มที่สองไม่มีใครใช้มาสามปีแล้ว คำถามของคนใหม่มีค่ามาก อย่าเพิ่งรีบสอน ให้ถามก่อน$text$);

SELECT pg_temp.write('บันทึกคุณอำนวย', 12,
    'เตรียมวงคุยครั้งต่อไป-ขอเรื่องเล่าจากทุกท่าน',
    'เตรียมวงคุยครั้งต่อไป: ขอเรื่องเล่าจากทุกท่าน', ARRAY['วงคุย'],
    ARRAY['วงคุย'],
    $md$วงคุยครั้งต่อไปว่าด้วย *งานที่ทำซ้ำทุกเดือน* ใครมีวิธีที่ทำให้สั้นลง ช่วยเขียนไว้ใต้บันทึกนี้

จะรวบรวมไว้ล่วงหน้าสามวัน แล้วนัดเวลากันอีกที$md$,
    $html$<p>วงคุยครั้งต่อไปว่าด้วย <em>งานที่ทำซ้ำทุกเดือน</em> ใครมีวิธีที่ทำให้สั้นลง ช่วยเขียนไว้ใต้บันทึกนี้</p>
<p>จะรวบรวมไว้ล่วงหน้าสามวัน แล้วนัดเวลากันอีกที</p>
$html$,
    $text$วงคุยครั้งต่อไปว่าด้วย งานที่ทำซ้ำทุกเดือน ใครมีวิธีที่ทำให้สั้นลง ช่วยเขียนไว้ใต้บันทึกนี้ จะรวบรวมไว้ล่วงหน้าสามวัน แล้วนัดเวลากันอีกที$text$);

-- Comments, oldest first; one waits to be let through

SELECT pg_temp.say('เริ่มจากวงเล็ก ๆ ห้าคน', 749.17, 'demo-mali', NULL,
    'visible',
    $md$อ่านแล้วอยากเริ่มบ้าง ที่หอผู้ป่วยคนไม่เคยว่างพร้อมกันเลย นัดกันอย่างไรคะ$md$,
    $html$<p>อ่านแล้วอยากเริ่มบ้าง ที่หอผู้ป่วยคนไม่เคยว่างพร้อมกันเลย นัดกันอย่างไรคะ</p>
$html$);
SELECT pg_temp.say('เริ่มจากวงเล็ก ๆ ห้าคน', 748.92, 'demo-amnuai', NULL,
    'visible',
    $md$เริ่มจากเวลาพักกลางวันครับ ใครว่างก็มา ไม่ต้องครบ$md$,
    $html$<p>เริ่มจากเวลาพักกลางวันครับ ใครว่างก็มา ไม่ต้องครบ</p>
$html$);
SELECT pg_temp.say('ใบเล็ก ๆ ข้างเตียง', 699.58, 'demo-amnuai', NULL,
    'visible',
    $md$น่าสนใจมาก นับเมื่อไรช่วยเล่าต่อด้วยครับ$md$,
    $html$<p>น่าสนใจมาก นับเมื่อไรช่วยเล่าต่อด้วยครับ</p>
$html$);
SELECT pg_temp.say('คำถามที่ทำให้คนเล่าเรื่อง', 686.25, 'demo-khru', NULL,
    'visible',
    $md$ข้อสุดท้ายเอาไปใช้กับเด็กได้ด้วย$md$,
    $html$<p>ข้อสุดท้ายเอาไปใช้กับเด็กได้ด้วย</p>
$html$);
SELECT pg_temp.say('นับแล้ว: กริ่งเรียกลดลงหนึ่งในสาม', 659.67, 'demo-amnuai',
    NULL,
    'visible',
    $md$ขออนุญาตนำไปเล่าในวงที่สำนักงาน$md$,
    $html$<p>ขออนุญาตนำไปเล่าในวงที่สำนักงาน</p>
$html$);
SELECT pg_temp.say('นับแล้ว: กริ่งเรียกลดลงหนึ่งในสาม', 659.50, 'demo-mali',
    NULL, 'visible',
    $md$ยินดีค่ะ$md$,
    $html$<p>ยินดีค่ะ</p>
$html$);
SELECT pg_temp.say('วัดความสูงของเสาธงด้วยเงา', 609.38, 'demo-suan', NULL,
    'visible',
    $md$สมัยผมเรียนไม่สนุกแบบนี้$md$,
    $html$<p>สมัยผมเรียนไม่สนุกแบบนี้</p>
$html$);
SELECT pg_temp.say('ปุ๋ยหมักกองแรก', 528.00, 'demo-khru', NULL,
    'visible',
    $md$ขอพาเด็กไปดูกองปุ๋ยได้ไหมครับ$md$,
    $html$<p>ขอพาเด็กไปดูกองปุ๋ยได้ไหมครับ</p>
$html$);
SELECT pg_temp.say('ปุ๋ยหมักกองแรก', 527.83, 'demo-suan', NULL,
    'visible',
    $md$มาได้เลยครู วันเสาร์ก็ได้$md$,
    $html$<p>มาได้เลยครู วันเสาร์ก็ได้</p>
$html$);
SELECT pg_temp.say('ตารางสรุปวงคุยหกเดือนแรก', 518.75, 'demo-mali', NULL,
    'visible',
    $md$ชอบตารางค่ะ ขอนำแบบไปใช้$md$,
    $html$<p>ชอบตารางค่ะ ขอนำแบบไปใช้</p>
$html$);
SELECT pg_temp.say('ตารางสรุปวงคุยหกเดือนแรก', 511.67, NULL, 'ผู้ผ่านมา',
    'visible',
    $md$ช่องสุดท้ายนับอย่างไรครับ$md$,
    $html$<p>ช่องสุดท้ายนับอย่างไรครับ</p>
$html$);
SELECT pg_temp.say('ตารางสรุปวงคุยหกเดือนแรก', 511.25, 'demo-amnuai', NULL,
    'visible',
    $md$ถามเจ้าของเรื่องว่ามีใครมาขอรายละเอียดไปทำต่อหรือยัง ถ้ามีก็นับหนึ่งครับ$md$,
    $html$<p>ถามเจ้าของเรื่องว่ามีใครมาขอรายละเอียดไปทำต่อหรือยัง ถ้ามีก็นับหนึ่งครับ</p>
$html$);
SELECT pg_temp.say('One computer, forty readers', 485.83, 'demo-mali', NULL,
    'visible',
    $md$What happens when two people come for the quiet hour?$md$,
    $html$<p>What happens when two people come for the quiet hour?</p>
$html$);
SELECT pg_temp.say('One computer, forty readers', 485.42, 'demo-reader', NULL,
    'visible',
    $md$They share the table, and so far they have liked it.$md$,
    $html$<p>They share the table, and so far they have liked it.</p>
$html$);
SELECT pg_temp.say('งานวิจัยที่เริ่มจากความรำคาญ', 467.08, 'demo-reader',
    NULL,
    'visible',
    $md$The same works in a library. We began with what annoyed our readers.$md$,
    $html$<p>The same works in a library. We began with what annoyed our readers.</p>
$html$);
SELECT pg_temp.say('The shelf of unfinished books', 428.75, NULL, 'A visitor',
    'visible',
    $md$We copied this in our school. The slips are the best part.$md$,
    $html$<p>We copied this in our school. The slips are the best part.</p>
$html$);
SELECT pg_temp.say('ครูคุยกันทุกวันศุกร์', 399.00, 'demo-amnuai', NULL,
    'visible',
    $md$วงแบบนี้แหละครับที่หายาก เชิญสมัครเข้าชุมชนคุณอำนวยนะครับ$md$,
    $html$<p>วงแบบนี้แหละครับที่หายาก เชิญสมัครเข้าชุมชนคุณอำนวยนะครับ</p>
$html$);
SELECT pg_temp.say('ตั้งราคาผักอย่างไรให้อยู่ได้', 257.08, 'demo-amnuai',
    NULL,
    'visible',
    $md$การคิดค่าแรงตัวเองเป็นเรื่องที่คนมักลืม ขอบคุณที่เล่าครับ$md$,
    $html$<p>การคิดค่าแรงตัวเองเป็นเรื่องที่คนมักลืม ขอบคุณที่เล่าครับ</p>
$html$);
SELECT pg_temp.say('สมุดบันทึกน้ำฝนของ ป.๕', 229.79, 'demo-suan', NULL,
    'visible',
    $md$ขอบคุณเด็ก ๆ มาก แปลงคะน้าปีนี้วางแผนจากตัวเลขนี้$md$,
    $html$<p>ขอบคุณเด็ก ๆ มาก แปลงคะน้าปีนี้วางแผนจากตัวเลขนี้</p>
$html$);
SELECT pg_temp.say('สมุดบันทึกน้ำฝนของ ป.๕', 217.50, 'demo-mali', NULL,
    'visible',
    $md$น่ารักมากค่ะ$md$,
    $html$<p>น่ารักมากค่ะ</p>
$html$);
SELECT pg_temp.say('เมื่อวงคุยเงียบ', 207.92, 'demo-khru', NULL,
    'visible',
    $md$โรงเรียนก็เหมือนกัน วันไหน ผอ. มานั่งด้วย เงียบกริบ$md$,
    $html$<p>โรงเรียนก็เหมือนกัน วันไหน ผอ. มานั่งด้วย เงียบกริบ</p>
$html$);
SELECT pg_temp.say('ส่งเวรให้สั้นลงโดยไม่ตกหล่น', 155.83, 'demo-khru', NULL,
    'visible',
    $md$ใช้กับการประชุมครูได้เลย$md$,
    $html$<p>ใช้กับการประชุมครูได้เลย</p>
$html$);
SELECT pg_temp.say('Mending books with rice glue', 59.17, 'demo-suan', NULL,
    'visible',
    $md$แป้งข้าวเจ้าหรือแป้งข้าวเหนียวครับ$md$,
    $html$<p>แป้งข้าวเจ้าหรือแป้งข้าวเหนียวครับ</p>
$html$);
SELECT pg_temp.say('Mending books with rice glue', 58.75, 'demo-reader', NULL,
    'visible',
    $md$Plain rice flour, not the sticky kind. (แป้งข้าวเจ้า)$md$,
    $html$<p>Plain rice flour, not the sticky kind. (แป้งข้าวเจ้า)</p>
$html$);
SELECT pg_temp.say('วันแรกที่ลองเขียน', 29.75, 'demo-amnuai', NULL,
    'visible',
    $md$ยินดีต้อนรับครับ วิธีตั้งชื่อแฟ้มแบบนี้ใช้ได้ดีจริง$md$,
    $html$<p>ยินดีต้อนรับครับ วิธีตั้งชื่อแฟ้มแบบนี้ใช้ได้ดีจริง</p>
$html$);
SELECT pg_temp.say('วันแรกที่ลองเขียน', 29.17, 'demo-mali', NULL,
    'visible',
    $md$เพิ่มชื่อผู้ทำไว้ท้ายสุดด้วยก็ดีนะคะ$md$,
    $html$<p>เพิ่มชื่อผู้ทำไว้ท้ายสุดด้วยก็ดีนะคะ</p>
$html$);
SELECT pg_temp.say('ขายผักผ่านกลุ่มข้อความ', 28.75, 'demo-khru', NULL,
    'visible',
    $md$ข้อความว่า "สัปดาห์นี้ไม่มีอะไร" เป็นความคิดที่ดีมาก$md$,
    $html$<p>ข้อความว่า &quot;สัปดาห์นี้ไม่มีอะไร&quot; เป็นความคิดที่ดีมาก</p>
$html$);
SELECT pg_temp.say('น้องใหม่ถาม เราตอบ', 17.50, 'demo-newcomer', NULL,
    'visible',
    $md$เป็นกำลังใจให้คนใหม่มากเลยค่ะ$md$,
    $html$<p>เป็นกำลังใจให้คนใหม่มากเลยค่ะ</p>
$html$);
SELECT pg_temp.say('วันแรกที่ลองเขียน', 17.50, NULL, 'ผู้อ่านจากต่างจังหวัด',
    'held',
    $md$ขอบคุณครับ จะลองทำดู$md$,
    $html$<p>ขอบคุณครับ จะลองทำดู</p>
$html$);
SELECT pg_temp.say('เตรียมวงคุยครั้งต่อไป: ขอเรื่องเล่าจากทุกท่าน', 11.25,
    'demo-mali', NULL,
    'visible',
    $md$ที่หอลองรวมใบเบิกสามใบเป็นใบเดียว ประหยัดไปเดือนละครึ่งวันค่ะ$md$,
    $html$<p>ที่หอลองรวมใบเบิกสามใบเป็นใบเดียว ประหยัดไปเดือนละครึ่งวันค่ะ</p>
$html$);
SELECT pg_temp.say('เตรียมวงคุยครั้งต่อไป: ขอเรื่องเล่าจากทุกท่าน', 10.33,
    'demo-newcomer', NULL,
    'visible',
    $md$เพิ่งเข้ามา ขออ่านก่อนนะคะ$md$,
    $html$<p>เพิ่งเข้ามา ขออ่านก่อนนะคะ</p>
$html$);

UPDATE post p SET n_comments = c.n, bumped_at = c.at
FROM (SELECT post, count(*) AS n, max(created_at) AS at FROM comment
    WHERE state = 'visible' GROUP BY post) c
WHERE c.post = p.id;
SELECT discussed_derive(array_agg(id)) FROM post;

-- The older and the more talked about, the more often read.
INSERT INTO post_reads (post, n)
SELECT p.id, 7 + p.id * 37 % 41
    + 19 * p.n_comments
    + 3 * extract(day FROM now() - p.published_at)::integer
FROM post p WHERE p.shown
ON CONFLICT DO NOTHING;

-- A server that runs forgets what it kept.
NOTIFY sala_moved;

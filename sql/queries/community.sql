-- Communities. Named by the key of the slug, also an earlier one, as blogs.

--: query community_create write one outcome
--:   session     bytea
--:   slug        text
--:   slug_key    text
--:   title       text
--:   about       text
--:   body        html
--:   about_text  text
--:   rules       text
--:   rules_body  html
--:   renderer    int4
--:   lang        text?
--:   open        bool
--:   nonce       text
SELECT * FROM community_create(:session, :slug, :slug_key, :title, :about,
    :body, :about_text, :rules, :rules_body, :renderer, :lang, :open,
    :nonce);

-- n_waiting counts applications, up to 100, for a moderator; else it is 0.
--: record community_full
--:   id           int8
--:   slug         text
--:   title        text
--:   about        text
--:   body         html
--:   about_text   text
--:   rules        text
--:   rules_body   html
--:   lang         text?
--:   is_open      bool
--:   n_blogs      int4
--:   n_posts      int4
--:   created_at   time
--:   active_at    time
--:   owner_id     int8
--:   owner_name   text
--:   owner_login  text
--:   n_waiting    int8
--:   viewer_is_owner      bool
--:   viewer_is_moderator  bool
--:   viewer_is_admin      bool
--:   viewer_has_blog      bool

--: query community_by_slug read one community_full
--:   slug_key  text
--:   session   bytea
SELECT c.id, c.slug, c.title, c.about, c.about_html AS body, c.about_text,
    c.rules, c.rules_html AS rules_body, c.lang, c.open AS is_open,
    c.n_blogs, c.n_posts, c.created_at, c.active_at,
    a.id AS owner_id, a.name AS owner_name, a.login AS owner_login,
    CASE WHEN r.is_moderator THEN (SELECT count(*) FROM (
	SELECT FROM membership m WHERE m.community = c.id
	AND m.state IN ('invited', 'applied', 'changes_asked')
	AND m.state = 'applied' LIMIT 100) w) ELSE 0 END AS n_waiting,
    r.is_owner AS viewer_is_owner, r.is_moderator AS viewer_is_moderator,
    coalesce(v.is_admin, false) AS viewer_is_admin,
    EXISTS (SELECT FROM blog_author ba WHERE ba.account = v.id
	AND ba.role = 'owner') AS viewer_has_blog
FROM community_slug s
    JOIN community c ON c.id = s.community
    LEFT JOIN viewer(:session) v ON true
    CROSS JOIN LATERAL community_roles(v.id, c.id) r
    JOIN account a ON a.id = c.owner
WHERE s.slug_key = :slug_key AND community_visible(c, v.id);

--: query community_fate read one fate
--:   slug_key  text
SELECT s.community AS id FROM community_slug s WHERE s.slug_key = :slug_key;

-- A community as lists show it. Paged as blog_item.
--: record community_item
--:   id           int8
--:   slug         text
--:   title        text
--:   about_text   text
--:   lang         text?
--:   is_open      bool
--:   n_blogs      int4
--:   n_posts      int4
--:   created_at   time
--:   active_at    time
--:   owner_name   text
--:   owner_login  text
--:   at           time

--: query communities_latest read many community_item
--:   before_at  time?
--:   before_id  int8?
SELECT c.id, c.slug, c.title, c.about_text, c.lang, c.open AS is_open,
    c.n_blogs, c.n_posts, c.created_at, c.active_at,
    a.name AS owner_name, a.login AS owner_login, c.active_at AS at
FROM (SELECT c.* FROM community c
	WHERE community_visible(c, NULL)
	    AND (c.active_at, c.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY c.active_at DESC, c.id DESC LIMIT 21) c
    JOIN account a ON a.id = c.owner
ORDER BY c.active_at DESC, c.id DESC;

-- The communities that a blog is in.
--: query communities_by_blog read many community_link
--:   slug_key  text
SELECT c.id, c.slug, c.title
FROM blog_slug s
    JOIN membership m ON m.blog = s.blog AND m.state = 'approved'
    JOIN community c ON c.id = m.community
WHERE s.slug_key = :slug_key AND community_visible(c, NULL)
ORDER BY c.title, c.id LIMIT 100;

-- The blogs in a community, newest member first; `at` is when it was
-- approved. Paged as blog_item; the page's key is (at, membership), so the
-- next page's before_id is membership_id.
--: record member_blog
--:   id             int8
--:   slug           text
--:   title          text
--:   about_text     text
--:   lang           text?
--:   n_posts        int4
--:   active_at      time
--:   owner_name     text
--:   owner_login    text
--:   membership_id  int8
--:   at             time

--: query blogs_by_community read many member_blog
--:   slug_key   text
--:   before_at  time?
--:   before_id  int8?
SELECT b.id, b.slug, b.title, b.about_text, b.lang, b.n_posts, b.active_at,
    b.owner_name, b.owner_login, m.id AS membership_id, m.since AS at
FROM (SELECT m.id, m.blog, m.since FROM membership m
	WHERE m.community = (SELECT c.id FROM community_slug s
		JOIN community c ON c.id = s.community
		WHERE s.slug_key = :slug_key AND community_visible(c, NULL))
	    AND m.state = 'approved'
	    AND (m.since, m.id) < (coalesce(:before_at, 'infinity'),
		coalesce(:before_id, 9223372036854775807))
	ORDER BY m.since DESC, m.id DESC LIMIT 21) m
    JOIN blog_card b ON b.id = m.blog
ORDER BY m.since DESC, m.id DESC;

-- By the owner or an administrator. A new slug keeps the old ones.
--: query community_update write one outcome
--:   session     bytea
--:   slug_key    text
--:   new_slug      text
--:   new_slug_key  text
--:   title       text
--:   about       text
--:   body        html
--:   about_text  text
--:   rules       text
--:   rules_body  html
--:   renderer    int4
--:   lang        text?
--:   open        bool
SELECT * FROM community_update(:session, :slug_key, :new_slug,
    :new_slug_key, :title, :about, :body, :about_text, :rules, :rules_body,
    :renderer, :lang, :open);

-- By the owner or an administrator.
--: query community_delete write one outcome
--:   session   bytea
--:   slug_key  text
SELECT * FROM community_delete(:session, :slug_key);

--: record moderator_item
--:   account_id    int8
--:   login         text
--:   name          text
--:   position      text
--:   organisation  text
--:   is_owner      bool
--:   created_at    time

--: query community_moderators read many moderator_item
--:   slug_key  text
SELECT a.id AS account_id, a.login, a.name,
    CASE WHEN profile_visible(a, NULL) THEN a.position ELSE '' END
	AS position,
    CASE WHEN profile_visible(a, NULL) THEN a.organisation ELSE '' END
	AS organisation,
    c.owner = a.id AS is_owner, cm.created_at
FROM community_slug s
    JOIN community c ON c.id = s.community
    JOIN community_moderator cm ON cm.community = c.id
    JOIN account a ON a.id = cm.account
WHERE s.slug_key = :slug_key AND community_visible(c, NULL)
ORDER BY cm.created_at, a.id LIMIT 100;

-- By the owner or an administrator; unknown_login when there is no such
-- member.
--: query moderator_add write one outcome
--:   session    bytea
--:   slug_key   text
--:   login_key  text
SELECT * FROM moderator_add(:session, :slug_key, :login_key);

-- By the owner, an administrator, or the moderator, who resigns. The owner
-- stays until the community is handed over.
--: query moderator_remove write one outcome
--:   session     bytea
--:   slug_key    text
--:   account_id  int8
SELECT * FROM moderator_remove(:session, :slug_key, :account_id);

-- By the owner or an administrator, to a moderator.
--: query community_hand_over write one outcome
--:   session     bytea
--:   slug_key    text
--:   account_id  int8
SELECT * FROM community_hand_over(:session, :slug_key, :account_id);

-- The communities that the viewer moderates, for the dashboard.
--: record community_mine
--:   id         int8
--:   slug       text
--:   title      text
--:   n_blogs    int4
--:   n_posts    int4
--:   n_waiting  int8
--:   is_owner   bool
--:   is_open    bool

--: query communities_mine read many community_mine
--:   session  bytea
SELECT c.id, c.slug, c.title, c.n_blogs, c.n_posts,
    (SELECT count(*) FROM (SELECT FROM membership m
	WHERE m.community = c.id
	AND m.state IN ('invited', 'applied', 'changes_asked')
	AND m.state = 'applied' LIMIT 100) w) AS n_waiting,
    c.owner = v.id AS is_owner, c.open AS is_open
FROM viewer(:session) v
    JOIN community_moderator cm ON cm.account = v.id
    JOIN community c ON c.id = cm.community
WHERE community_visible(c, v.id)
ORDER BY c.active_at DESC, c.id DESC LIMIT 100;

-- The community's log, for its moderators, newest first; paged by id, 50 a
-- page.
--: query community_log read many event_item
--:   slug_key   text
--:   session    bytea
--:   before_id  int8?
SELECT e.*
FROM (SELECT e.id
	FROM community_slug s
	    JOIN community c ON c.id = s.community
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL community_roles(v.id, c.id) r
	    CROSS JOIN LATERAL (SELECT e.id FROM event e
		WHERE e.community = c.id
		    AND e.id < coalesce(:before_id, 9223372036854775807)
		ORDER BY e.id DESC LIMIT 51) e
	WHERE s.slug_key = :slug_key AND community_visible(c, v.id)
	    AND (r.is_moderator OR v.is_admin)
	LIMIT 51) x
    JOIN event_card e ON e.id = x.id
ORDER BY e.id DESC;

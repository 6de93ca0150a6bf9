-- Blogs in communities: applying, inviting, deciding, and what was decided.

-- One episode, as queues and lists show it. `message` is what the blog said,
-- `answer` what the community said last; `since` is when the present state
-- began. Exactly one is_… is true.
--: record membership_item
--:   id               int8
--:   blog_id          int8
--:   blog_slug        text
--:   blog_title       text
--:   blog_about_text  text
--:   blog_n_posts     int4
--:   community_id     int8
--:   community_slug   text
--:   community_title  text
--:   owner_name       text
--:   owner_login      text
--:   owner_position      text
--:   owner_organisation  text
--:   message          text
--:   answer           text
--:   decided_by_name  text?
--:   decided_by_login text?
--:   created_at       time
--:   since            time
--:   state            text
--:   is_again         bool
--:   is_invited       bool
--:   is_applied       bool
--:   is_changes_asked bool
--:   is_approved      bool
--:   is_refused       bool
--:   is_withdrawn     bool
--:   is_left          bool
--:   is_removed       bool
--:   viewer_is_blog_owner  bool
--:   viewer_is_moderator   bool

-- By an owner of the blog. The community is named by its slug's key. An
-- invited blog is approved by it; one that was asked for changes applies
-- again with it. `state` of the outcome tells which.
--: query membership_apply write one outcome
--:   session       bytea
--:   blog_id       int8
--:   community_key text
--:   message       text
--:   nonce         text
SELECT * FROM membership_apply(:session, :blog_id, :community_key, :message,
    :nonce);

-- By a moderator; the blog too is named by its slug's key. A blog that has
-- applied is approved by it.
--: query membership_invite write one outcome
--:   session       bytea
--:   blog_key      text
--:   community_key text
--:   message       text
--:   nonce         text
SELECT * FROM membership_invite(:session, :blog_key, :community_key,
    :message, :nonce);

-- Every other step, of an episode. `action` is, for moderators: approve,
-- refuse, ask_changes, remove, withdraw (an invitation); for an owner of the
-- blog: accept, decline, withdraw (an application), leave. refuse,
-- ask_changes and remove need words in `body` (result reason_required).
-- `announce`: with an approval, how many of the blog's newest posts the
-- community's feed announces (0 to 30); the others are only in its page.
--: query membership_act write one outcome
--:   session   bytea
--:   id        int8
--:   action    text
--:   body      text
--:   announce  int4
--:   nonce     text
SELECT * FROM membership_act(:session, :id, :action, :body, :announce,
    :nonce);

-- An episode's page, to both sides.
--: query membership_by_id read one membership_item
--:   id       int8
--:   session  bytea
SELECT c.*, b.is_owner AS viewer_is_blog_owner,
    r.is_moderator AS viewer_is_moderator
FROM membership m
    JOIN membership_card c ON c.id = m.id
    JOIN viewer(:session) v ON true
    CROSS JOIN LATERAL blog_roles(v.id, m.blog) b
    CROSS JOIN LATERAL community_roles(v.id, m.community) r
WHERE m.id = :id
    AND membership_visible(m, b.is_author OR r.is_moderator OR v.is_admin);

-- What a moderator has to decide: applications first come, first; then what
-- waits for the blogs. At most 100.
--: query applications read many membership_item
--:   slug_key  text
--:   session   bytea
SELECT c.*, b.is_owner AS viewer_is_blog_owner,
    r.is_moderator AS viewer_is_moderator
FROM (SELECT m.id, v.id AS viewer
	FROM community_slug s
	    JOIN community cy ON cy.id = s.community
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL community_roles(v.id, cy.id) r
	    CROSS JOIN LATERAL (SELECT m.id FROM membership m
		WHERE m.community = cy.id
		    AND m.state IN ('invited', 'applied', 'changes_asked')
		ORDER BY m.since, m.id LIMIT 100) m
	WHERE s.slug_key = :slug_key AND community_visible(cy, v.id)
	    AND (r.is_moderator OR v.is_admin)
	LIMIT 100) x
    JOIN membership_card c ON c.id = x.id
    CROSS JOIN LATERAL blog_roles(x.viewer, c.blog_id) b
    CROSS JOIN LATERAL community_roles(x.viewer, c.community_id) r
ORDER BY c.state <> 'applied', c.since, c.id;

-- The three newest posts of each blog in that queue.
--: record application_post
--:   membership_id  int8
--:   id             int8
--:   title          text
--:   slug           text
--:   excerpt        text
--:   published_at   time!   -- only published posts

--: query application_posts read many application_post
--:   slug_key  text
--:   session   bytea
SELECT x.id AS membership_id, p.id, p.title, p.slug, p.excerpt,
    p.published_at
FROM (SELECT m.id, m.blog, m.since
	FROM community_slug s
	    JOIN community cy ON cy.id = s.community
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL community_roles(v.id, cy.id) r
	    CROSS JOIN LATERAL (SELECT m.id, m.blog, m.since
		FROM membership m
		WHERE m.community = cy.id
		    AND m.state IN ('invited', 'applied', 'changes_asked')
		ORDER BY m.since, m.id LIMIT 100) m
	WHERE s.slug_key = :slug_key AND community_visible(cy, v.id)
	    AND (r.is_moderator OR v.is_admin)
	LIMIT 100) x
    CROSS JOIN LATERAL (SELECT p.id, p.title, p.slug, p.excerpt,
	    p.published_at
	FROM post p WHERE p.blog = x.blog AND post_public(p)
	ORDER BY p.published_at DESC, p.id DESC LIMIT 3) p
ORDER BY x.since, x.id, p.published_at DESC, p.id DESC;

-- What was refused, withdrawn, left or removed lately; newest first, 50.
--: query applications_past read many membership_item
--:   slug_key  text
--:   session   bytea
SELECT c.*, b.is_owner AS viewer_is_blog_owner,
    r.is_moderator AS viewer_is_moderator
FROM (SELECT m.id, v.id AS viewer
	FROM community_slug s
	    JOIN community cy ON cy.id = s.community
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL community_roles(v.id, cy.id) r
	    CROSS JOIN LATERAL (SELECT m.id FROM membership m
		WHERE m.community = cy.id
		    AND m.state IN ('refused', 'withdrawn', 'left',
			'removed')
		ORDER BY m.since DESC, m.id DESC LIMIT 50) m
	WHERE s.slug_key = :slug_key AND community_visible(cy, v.id)
	    AND (r.is_moderator OR v.is_admin)
	LIMIT 50) x
    JOIN membership_card c ON c.id = x.id
    CROSS JOIN LATERAL blog_roles(x.viewer, c.blog_id) b
    CROSS JOIN LATERAL community_roles(x.viewer, c.community_id) r
ORDER BY c.since DESC, c.id DESC;

-- A blog's latest episode in each community, for its own page about them;
-- only to its authors and administrators.
--: query memberships_by_blog read many membership_item
--:   slug_key  text
--:   session   bytea
SELECT c.*, b.is_owner AS viewer_is_blog_owner,
    r.is_moderator AS viewer_is_moderator
FROM (SELECT m.id, v.id AS viewer
	FROM blog_slug s
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL blog_roles(v.id, s.blog) b
	    CROSS JOIN LATERAL (SELECT DISTINCT ON (m.community) m.id
		FROM membership m WHERE m.blog = s.blog
		ORDER BY m.community, m.id DESC LIMIT 200) m
	WHERE s.slug_key = :slug_key AND (b.is_author OR v.is_admin)
	LIMIT 200) x
    JOIN membership_card c ON c.id = x.id
    CROSS JOIN LATERAL blog_roles(x.viewer, c.blog_id) b
    CROSS JOIN LATERAL community_roles(x.viewer, c.community_id) r
ORDER BY c.since DESC, c.id DESC;

-- All that waits for the viewer as an owner of blogs: invitations and asked
-- changes; and the viewer's own applications. For the dashboard.
--: query memberships_mine read many membership_item
--:   session  bytea
SELECT c.*, b.is_owner AS viewer_is_blog_owner,
    r.is_moderator AS viewer_is_moderator
FROM (SELECT m.id, v.id AS viewer
	FROM viewer(:session) v
	    JOIN blog_author ba ON ba.account = v.id AND ba.role = 'owner'
	    CROSS JOIN LATERAL (SELECT m.id FROM membership m
		JOIN community cy ON cy.id = m.community
		    AND community_visible(cy, v.id)
		WHERE m.blog = ba.blog
		    AND m.state IN ('invited', 'applied', 'changes_asked')
		ORDER BY m.id LIMIT 100) m
	LIMIT 100) x
    JOIN membership_card c ON c.id = x.id
    CROSS JOIN LATERAL blog_roles(x.viewer, c.blog_id) b
    CROSS JOIN LATERAL community_roles(x.viewer, c.community_id) r
ORDER BY c.state = 'applied', c.since, c.id;

-- The viewer's blogs and how each stands with one community, for the page to
-- apply from. can_apply: it may send an application now. No is_… is true
-- when they never had to do with each other.
--: record apply_choice
--:   blog_id         int8
--:   blog_slug       text
--:   blog_title      text
--:   blog_n_posts    int4
--:   membership_id   int8?
--:   since           time?
--:   answer          text
--:   can_apply       bool
--:   is_invited      bool
--:   is_applied      bool
--:   is_changes_asked bool
--:   is_approved     bool
--:   is_refused      bool
--:   is_withdrawn    bool
--:   is_left         bool
--:   is_removed      bool

--: query apply_choices read many apply_choice
--:   slug_key  text
--:   session   bytea
SELECT b.id AS blog_id, b.slug AS blog_slug, b.title AS blog_title,
    b.n_posts AS blog_n_posts, m.id AS membership_id, m.since,
    coalesce(m.answer, '') AS answer,
    CASE coalesce(m.state, 'none')
	WHEN 'applied' THEN false WHEN 'approved' THEN false
	WHEN 'invited' THEN true WHEN 'changes_asked' THEN true
	ELSE cy.open END AS can_apply,
    coalesce(m.state = 'invited', false) AS is_invited,
    coalesce(m.state = 'applied', false) AS is_applied,
    coalesce(m.state = 'changes_asked', false) AS is_changes_asked,
    coalesce(m.state = 'approved', false) AS is_approved,
    coalesce(m.state = 'refused', false) AS is_refused,
    coalesce(m.state = 'withdrawn', false) AS is_withdrawn,
    coalesce(m.state = 'left', false) AS is_left,
    coalesce(m.state = 'removed', false) AS is_removed
FROM community_slug s
    JOIN community cy ON cy.id = s.community
    JOIN viewer(:session) v ON true
    JOIN blog_author ba ON ba.account = v.id AND ba.role = 'owner'
    JOIN blog b ON b.id = ba.blog
    LEFT JOIN LATERAL (SELECT m.id, m.since, m.answer, m.state
	FROM membership m WHERE m.blog = b.id AND m.community = cy.id
	ORDER BY m.id DESC LIMIT 1) m ON true
WHERE s.slug_key = :slug_key AND community_visible(cy, v.id)
    AND blog_visible(b, v.id)
ORDER BY b.title, b.id LIMIT 100;

-- Something that was done, from the log. Names of people are NULL when the
-- server did it. At most one is_… is true; `kind` names also the others.
--: record event_item
--:   id               int8
--:   at               time
--:   kind             text
--:   body             text
--:   actor_name       text?
--:   actor_login      text?
--:   account_name     text?
--:   account_login    text?
--:   blog_title       text?
--:   blog_slug        text?
--:   community_title  text?
--:   community_slug   text?
--:   membership_id    int8?
--:   post_id          int8?
--:   post_title       text?
--:   post_slug        text?
--:   is_applied       bool
--:   is_resubmitted   bool
--:   is_invited       bool
--:   is_accepted      bool
--:   is_declined      bool
--:   is_approved      bool
--:   is_changes_asked bool
--:   is_refused       bool
--:   is_withdrawn     bool
--:   is_uninvited     bool
--:   is_left          bool
--:   is_removed       bool
--:   is_moderator_added    bool
--:   is_moderator_removed  bool
--:   is_handed_over        bool
--:   is_community_made     bool
--:   is_community_changed  bool

-- The whole history of a blog in a community, all episodes, oldest first; to
-- both sides. Named by any of its episodes.
--: query membership_history read many event_item
--:   id       int8
--:   session  bytea
SELECT e.*
FROM (SELECT e.id
	FROM membership m
	    JOIN viewer(:session) v ON true
	    CROSS JOIN LATERAL blog_roles(v.id, m.blog) b
	    CROSS JOIN LATERAL community_roles(v.id, m.community) r
	    CROSS JOIN LATERAL (SELECT mm.id FROM membership mm
		WHERE mm.blog = m.blog AND mm.community = m.community
		ORDER BY mm.id LIMIT 100) mm
	    JOIN event e ON e.membership = mm.id
	WHERE m.id = :id AND (b.is_author OR r.is_moderator OR v.is_admin)
	ORDER BY e.id LIMIT 500) x
    JOIN event_card e ON e.id = x.id
ORDER BY e.id;

-- How many memberships the viewer's blogs have, for a beginner's steps.
--: record membership_count
--:   n  int8

--: query memberships_count_mine read one membership_count
--:   session  bytea
SELECT count(*) AS n
FROM viewer(:session) v
    JOIN blog_author ba ON ba.account = v.id AND ba.role = 'owner'
    JOIN membership m ON m.blog = ba.blog AND m.state = 'approved';

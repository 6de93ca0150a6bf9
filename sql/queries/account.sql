-- Accounts and profiles.

-- Signs up, and signs in with the session `token_hash`: login_taken when the
-- name or one that looks like it is somebody's.
--: query account_create write one outcome
--:   login       text
--:   login_key   text
--:   login_skeleton text
--:   pen_name    text
--:   email       text?
--:   password    text
--:   language    text?
--:   nonce       text
--:   token_hash  bytea
--:   agent       text
--:   address     text
SELECT * FROM account_create(:login, :login_key, :login_skeleton, :pen_name,
    :email, :password, :language, :nonce, :token_hash, :agent, :address);

-- What signing in compares. `password` is an argon2id string.
--: record account_secret
--:   id          int8
--:   login       text
--:   password    text
--:   is_active   bool

--: query account_secret read one account_secret
--:   login_key  text
SELECT a.id, a.login, a.password, a.state = 'active' AS is_active
FROM account a WHERE a.login_key = :login_key;

-- The same for the signed-in member, who types the password once more before
-- a change that matters.
--: query account_secret_mine read one account_secret
--:   session  bytea
SELECT a.id, a.login, a.password, a.state = 'active' AS is_active
FROM viewer(:session) v JOIN account a ON a.id = v.id;

-- A new password ends all sessions; `token_hash` begins this one anew.
--: query password_change write one outcome
--:   session     bytea
--:   password    text
--:   token_hash  bytea
--:   agent       text
--:   address     text
SELECT * FROM password_change(:session, :password, :token_hash, :agent,
    :address);

-- A member's page.
--: record member_full
--:   id            int8
--:   login         text
--:   name          text
--:   position      text
--:   organisation  text
--:   body          html
--:   about_text    text
--:   tags          text[]
--:   created_at    time
--:   is_admin      bool
--:   is_disabled   bool
--:   viewer_is_self   bool
--:   viewer_is_admin  bool

--: query member_by_login read one member_full
--:   login_key  text
--:   session    bytea
SELECT a.id, a.login, a.name,
    CASE WHEN profile_visible(a, v.id) THEN a.position ELSE '' END
	AS position,
    CASE WHEN profile_visible(a, v.id) THEN a.organisation ELSE '' END
	AS organisation,
    CASE WHEN profile_visible(a, v.id) THEN a.about_html ELSE '' END AS body,
    CASE WHEN profile_visible(a, v.id) THEN a.about_text ELSE '' END
	AS about_text,
    CASE WHEN profile_visible(a, v.id) THEN a.tags ELSE '{}' END AS tags,
    a.created_at, a.role = 'admin' AS is_admin,
    a.state = 'disabled' AS is_disabled,
    coalesce(a.id = v.id, false) AS viewer_is_self,
    coalesce(v.is_admin, false) AS viewer_is_admin
FROM account a LEFT JOIN viewer(:session) v ON true
WHERE a.login_key = :login_key;

-- One's own profile, as the settings form shows it.
--: record profile
--:   id              int8
--:   login           text
--:   pen_name        text
--:   real_name       text
--:   show_real_name  bool
--:   position        text
--:   organisation    text
--:   about           text
--:   tags            text[]
--:   language        text?
--:   email           text?
--:   created_at      time

--: query profile_mine read one profile
--:   session  bytea
SELECT a.id, a.login, a.pen_name, a.real_name, a.show_real_name, a.position,
    a.organisation, a.about, a.tags, a.language, a.email, a.created_at
FROM viewer(:session) v JOIN account a ON a.id = v.id;

-- `body` is what the renderer made of `about`, `about_text` its excerpt.
--: query profile_update write one outcome
--:   session         bytea
--:   pen_name        text
--:   real_name       text
--:   show_real_name  bool
--:   position        text
--:   organisation    text
--:   about           text
--:   body            html
--:   about_text      text
--:   renderer        int4
--:   tags            text[]
--:   language        text?
--:   email           text?
WITH changed AS (
	UPDATE account a SET pen_name = :pen_name, real_name = :real_name,
	    show_real_name = :show_real_name, position = :position,
	    organisation = :organisation, about = :about, about_html = :body,
	    about_text = :about_text, renderer = :renderer, tags = :tags,
	    language = :language, email = :email
	FROM viewer(:session) v WHERE a.id = v.id
	RETURNING a.id, a.login, a.state)
SELECT CASE WHEN c.id IS NULL THEN 'log_in' ELSE 'ok' END AS result, c.id,
    c.login AS slug, c.state
FROM (SELECT 1) always LEFT JOIN changed c ON true;

-- The language chosen at the foot of a page.
--: query language_set write none
--:   session   bytea
--:   language  text?
UPDATE account a SET language = :language
FROM viewer(:session) v WHERE a.id = v.id;

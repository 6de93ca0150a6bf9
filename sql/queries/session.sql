-- Who is asking, and the sessions of a member.

-- The signed-in member, for the head of every page. `stale` asks for
-- session_touch, about once an hour.
--: record viewer
--:   account_id  int8
--:   login       text
--:   name        text
--:   language    text?
--:   is_admin    bool
--:   n_unread    int8
--:   stale       bool

--: query viewer read one viewer
--:   session  bytea
SELECT v.id AS account_id, v.login, v.name, v.language, v.is_admin,
    (SELECT count(*) FROM (SELECT FROM notice n
	WHERE n.account = v.id AND n.read_at IS NULL LIMIT 100) unread)
	AS n_unread,
    v.seen_at < now() - interval '1 hour' AS stale
FROM viewer(:session) v;

-- What became of a write. `result` is ok, or why not: log_in (nobody is
-- signed in), not_found, not_allowed, wrong_state (somebody else was
-- quicker), changed (it was edited meanwhile), closed, reason_required,
-- name_required, title_required, slug_taken, login_taken, unknown_login,
-- last_owner, too_many. When it is ok, id, slug and state are those of the
-- thing that was made or changed: enough to lead there. A repeated nonce
-- gives the first answer again.
--: record outcome
--:   result  text
--:   id      int8?
--:   slug    text?
--:   state   text?

-- After the password was right, or after signing up.
--: query session_create write one outcome
--:   token_hash  bytea
--:   account_id  int8
--:   agent       text
--:   address     text
SELECT * FROM session_create(:token_hash, :account_id, :agent, :address);

--: query session_touch write none
--:   session  bytea
UPDATE session SET seen_at = now()
WHERE token_hash = :session AND seen_at > now() - interval '14 days'
    AND seen_at < now() - interval '1 hour';

--: query session_end write none
--:   session  bytea
DELETE FROM session WHERE token_hash = :session;

--: record session_item
--:   id          int8
--:   created_at  time
--:   seen_at     time
--:   agent       text
--:   address     text
--:   is_current  bool

--: query sessions_mine read many session_item
--:   session  bytea
SELECT s.id, s.created_at, s.seen_at, s.agent, s.address,
    s.token_hash = :session AS is_current
FROM viewer(:session) v JOIN session s ON s.account = v.id
WHERE s.seen_at > now() - interval '14 days'
    AND s.created_at > now() - interval '90 days'
ORDER BY s.id DESC LIMIT 100;

-- Ends one of one's own sessions.
--: query session_revoke write none
--:   session  bytea
--:   id       int8
DELETE FROM session s USING viewer(:session) v
WHERE s.account = v.id AND s.id = :id;

-- Ends all of one's own sessions but this one.
--: query sessions_revoke_others write none
--:   session  bytea
DELETE FROM session s USING viewer(:session) v
WHERE s.account = v.id AND s.token_hash <> :session;

--: record purged
--:   n  int8

-- Forgets sessions that ended long ago. At most 1,000 at a time; as long as
-- there were so many, there may be more.
--: query sessions_purge write one purged
WITH gone AS (DELETE FROM session WHERE token_hash IN (
    SELECT token_hash FROM session
    WHERE seen_at < now() - interval '14 days' LIMIT 1000) RETURNING 1)
SELECT count(*) AS n FROM gone;

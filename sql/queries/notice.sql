-- What a member is told on the dashboard.

-- An event that somebody should know of, with the fields of event_item.
--: record notice_item
--:   notice_id        int8
--:   is_unread        bool
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

-- Newest first; 20 a page, a 21st row says there is more, and the 20th's
-- notice_id is the next page's before_id.
--: query notices_mine read many notice_item
--:   session    bytea
--:   before_id  int8?
SELECT n.id AS notice_id, n.read_at IS NULL AS is_unread, e.*
FROM (SELECT n.id, n.read_at, n.event
	FROM viewer(:session) v JOIN notice n ON n.account = v.id
	WHERE n.id < coalesce(:before_id, 9223372036854775807)
	ORDER BY n.id DESC LIMIT 21) n
    JOIN event_card e ON e.id = n.event
ORDER BY n.id DESC;

-- All up to the newest that was shown.
--: query notices_read write none
--:   session  bytea
--:   up_to    int8
UPDATE notice n SET read_at = now()
FROM viewer(:session) v
WHERE n.account = v.id AND n.read_at IS NULL AND n.id <= :up_to;

-- What administrators and the commands of the machine do.

-- The middle of every feed item's identity, 'HOST,YEAR': NULL until
-- something sets it or the first post is published.
--: record setting
--:   value  text

--: query feed_authority read one setting
SELECT s.value FROM setting s WHERE s.key = 'feed_authority';

-- Proposes it, at start: taken when there is none yet, or only one that ends
-- in .invalid, or nothing was ever published. The answer is what holds.
--: query feed_authority_propose write one setting
--:   authority  text
SELECT feed_authority_propose(:authority) AS value;

--: record account_item
--:   id            int8
--:   login         text
--:   name          text
--:   organisation  text
--:   email         text?
--:   created_at    time
--:   is_admin      bool
--:   is_disabled   bool

-- For administrators, newest first; paged by id, 50 a page.
--: query accounts_list read many account_item
--:   session    bytea
--:   before_id  int8?
SELECT a.id, a.login, a.name, a.organisation, a.email, a.created_at,
    a.role = 'admin' AS is_admin, a.state = 'disabled' AS is_disabled
FROM viewer(:session) v JOIN account a ON v.is_admin
WHERE a.id < coalesce(:before_id, 9223372036854775807)
ORDER BY a.id DESC LIMIT 51;

-- By an administrator: `state` is active or disabled. Disabling ends all
-- sessions at once; what the member wrote stays.
--: query account_set_state write one outcome
--:   session     bytea
--:   account_id  int8
--:   state       text
SELECT * FROM account_set_state(:session, :account_id, :state);

-- For the commands `sala admin …`, which connect as the owner.
--: query admin_accounts slow many account_item
--:   before_id  int8?
SELECT a.id, a.login, a.name, a.organisation, a.email, a.created_at,
    a.role = 'admin' AS is_admin, a.state = 'disabled' AS is_disabled
FROM account a
WHERE a.id < coalesce(:before_id, 9223372036854775807)
ORDER BY a.id DESC LIMIT 1000;

-- `role` is member or admin; login_taken when it is somebody's.
--: query admin_account_create write one outcome
--:   login      text
--:   login_key  text
--:   login_skeleton text
--:   pen_name   text
--:   password   text
--:   role       text
SELECT * FROM admin_account_create(:login, :login_key, :login_skeleton,
    :pen_name, :password, :role);

-- Ends all sessions of the account and makes it active again.
--: query admin_password_set write one outcome
--:   login_key  text
--:   password   text
SELECT * FROM admin_password_set(:login_key, :password);

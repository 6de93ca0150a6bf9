-- Whom grants.sql grants to.
SELECT set_config('sala.app_role', $1, false)

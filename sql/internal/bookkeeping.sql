-- The table in which sala migrate keeps what it has run (server/db/migrate.c).
CREATE TABLE IF NOT EXISTS schema_migration (
    name        text PRIMARY KEY,
    hash        text NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON schema_migration TO PUBLIC;

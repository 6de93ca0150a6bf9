-- A file has been run (server/db/migrate.c).
INSERT INTO schema_migration (name, hash) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, applied_at = now()

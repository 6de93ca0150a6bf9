-- What the schema was made of (server/db/schema.h).
SELECT name, hash FROM schema_migration ORDER BY name

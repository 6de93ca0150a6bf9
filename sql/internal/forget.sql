-- Files that are no longer there and were no migrations.
DELETE FROM schema_migration
WHERE name !~ '^[0-9]' AND name <> ALL (string_to_array($1, ' '))

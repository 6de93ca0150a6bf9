-- One sala migrate at a time; ends with the connection.
SELECT pg_advisory_lock(5417, 1)

-- Statements of the tests of db/. The table `thing` is made by the harness.
--: record thing
--:   id      int8
--:   name    text
--:   size    int4?
--:   at      time?
--:   flag    bool?
--:   data    bytea?
--:   tags    text[]

--: record number
--:   n  int8

--: record note
--:   text  text?

--: query thing_insert write one number
--:   id    int8
--:   name  text
--:   size  int4?
--:   at    time?
--:   flag  bool?
--:   data  bytea?
--:   tags  text[]
INSERT INTO thing (id, name, size, at, flag, data, tags)
VALUES (:id, :name, :size, :at, :flag, :data, :tags)
RETURNING id AS n;

--: query thing_by_id read one thing
--:   id  int8
SELECT id, name, size, at, flag, data, tags FROM thing WHERE id = :id;

--: query things read many thing
--:   ids  int8[]
SELECT id, name, size, at, flag, data, tags FROM thing WHERE id = ANY (:ids)
ORDER BY id;

--: query thing_rename write none
--:   id    int8
--:   name  text
UPDATE thing SET name = :name WHERE id = :id;

--: query thing_count read one number
SELECT count(*) AS n FROM thing;

-- The same number back, to see whose answer it is.
--: query echo read one number
--:   n  int8
SELECT :n AS n;

--: query echoes read many number
--:   n  int8
SELECT :n + i AS n FROM generate_series(0, 2) i ORDER BY 1;

--: query echo_text read one note
--:   text  text?
SELECT :text AS text;

--: query divide read one number
--:   n  int8
SELECT 100 / :n AS n;

--: query null_number read one number
SELECT NULL::int8 AS n;

--: query two_numbers read one number
SELECT n FROM (VALUES (1::int8), (2::int8)) v (n);

--: query nap read one number
--:   ms  int8
SELECT :ms AS n FROM pg_sleep(:ms / 1000.0);

--: query slow_nap slow one number
--:   ms  int8
SELECT :ms AS n FROM pg_sleep(:ms / 1000.0);

--: query write_nap write one number
--:   ms  int8
SELECT :ms AS n FROM pg_sleep(:ms / 1000.0);

-- Writes although it is declared as a read; the connection refuses it.
--: query sly_write read one number
SELECT sly_write() AS n;

-- Ends the connection that it runs on, at once.
--: query hang_up read none
SELECT hang_up();

--: query hang_up_writing write none
--:   id  int8
SELECT hang_up_writing(:id);

-- Fails when the transaction is committed, not before.
--: query late_failure write none
--:   id  int8
INSERT INTO child (thing_id) VALUES (:id);

--: query late_failure_bulk bulk one number
--:   id  int8
SELECT c AS n FROM children_insert(:id) c;

--: query thing_bulk bulk one number
--:   id    int8
--:   name  text
--:   size  int4?
SELECT t AS n FROM things_insert(:id, :name, :size) t;

--: query backend read one number
SELECT pg_backend_pid()::int8 AS n;

--: query write_backend write one number
SELECT pg_backend_pid()::int8 AS n;

-- The first two calls fail as if two transactions had met.
--: query conflict write one number
SELECT conflict() AS n;

--: query deadlock_always write one number
SELECT raise_code('40P01') AS n;

--: query transaction_id write one number
SELECT pg_current_xact_id()::text::int8 AS n;

-- What each asked for, and the transaction in which it was.
--: record bulk_echo
--:   n     int8
--:   text  text?
--:   xid   int8
--:   many  int8

--: query bulk_echo bulk one bulk_echo
--:   n     int8
--:   text  text?
--:   flag  bool
--:   at    time?
SELECT n, text, xid, many FROM bulk_echo(:n, :text, :flag, :at);

-- Forgets the last row.
--: query bulk_short bulk one number
--:   n  int8
SELECT n FROM bulk_short(:n) n;

--: query void_call read none
SELECT nothing();

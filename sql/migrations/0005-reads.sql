-- How often posts are read: a table of its own, narrow and half empty, so that
-- adding to the counts writes no index and leaves the posts alone. Without a
-- reference: that would lock the post, and posts are never removed.
CREATE TABLE post_reads (
	post	bigint PRIMARY KEY,
	n	bigint NOT NULL CHECK (n > 0)
) WITH (fillfactor = 50);

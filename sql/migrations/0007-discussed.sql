-- What each comment moves is kept small. A post's counters stand in no index
-- any more, so its row is updated in place; lists of discussed posts have a
-- narrow table of their own. A comment's blog is its post's blog: that is
-- copied from the post's row, and no row of a blog or a post ever goes, so
-- nothing is checked (and locked) twice.

-- Shown posts with comments, by when they were last commented on. `author`
-- and `blog` are the post's.
CREATE TABLE discussed (
	post		bigint PRIMARY KEY REFERENCES post,
	at		timestamptz NOT NULL,
	author		bigint NOT NULL,
	blog		bigint NOT NULL
);
INSERT INTO discussed (post, at, author, blog)
SELECT p.id, p.bumped_at, p.author, p.blog FROM post p
WHERE p.shown AND p.n_comments > 0;
CREATE INDEX discussed_latest ON discussed (at DESC, post DESC, author);
CREATE INDEX discussed_of_blog ON discussed (blog, at DESC, post DESC);

DROP INDEX post_commented;
ALTER TABLE post SET (fillfactor = 80);
ALTER TABLE comment DROP CONSTRAINT comment_blog_fkey;

-- It answers more columns from now on: sql/visible.sql makes it anew.
DROP FUNCTION IF EXISTS viewer(bytea);

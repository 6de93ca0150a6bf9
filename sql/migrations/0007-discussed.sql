-- What each comment moves is kept small. A post's counters stand in no index
-- any more, so its row is updated in place; the list of discussed posts has a
-- narrow table of its own. A comment's blog is its post's blog: that is
-- copied from the post's row, and no row of a blog or a post ever goes, so
-- nothing is checked (and locked) twice.

-- Shown posts with comments, by when they were last commented on. `author`
-- is the post's.
CREATE TABLE discussed (
	post		bigint PRIMARY KEY REFERENCES post,
	at		timestamptz NOT NULL,
	author		bigint NOT NULL
);
INSERT INTO discussed (post, at, author)
SELECT p.id, p.bumped_at, p.author FROM post p
WHERE p.shown AND p.n_comments > 0;
CREATE INDEX discussed_latest ON discussed (at DESC, post DESC, author);

DROP INDEX post_commented;
ALTER TABLE post SET (fillfactor = 80);
ALTER TABLE comment DROP CONSTRAINT comment_blog_fkey;

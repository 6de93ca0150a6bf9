-- When what a feed says has changed, as far as no post's updated_at tells:
-- so the newest change of a feed is known exactly, also when it became less.

-- Names that stand in items of many feeds.
ALTER TABLE account ADD COLUMN renamed_at timestamptz NOT NULL DEFAULT now();
UPDATE account SET renamed_at = created_at;
ALTER TABLE blog ADD COLUMN renamed_at timestamptz NOT NULL DEFAULT now();
UPDATE blog SET renamed_at = updated_at;

-- The number of a post's visible comments.
ALTER TABLE post ADD COLUMN counted_at timestamptz NOT NULL DEFAULT now();
UPDATE post SET counted_at = bumped_at;

-- A post that left: the blog, the community, the tag.
ALTER TABLE blog ADD COLUMN lost_at timestamptz;
ALTER TABLE community ADD COLUMN lost_at timestamptz;
ALTER TABLE tag ADD COLUMN lost_at timestamptz;
CREATE INDEX blog_lost_at ON blog (lost_at) WHERE lost_at IS NOT NULL;

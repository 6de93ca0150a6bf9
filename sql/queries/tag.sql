-- Tags.

--: record tag_item
--:   id       int8
--:   name     text
--:   n_posts  int4

--: query tag_by_key read one tag_item
--:   tag_key  text
SELECT t.id, t.name, t.n_posts FROM tag t
WHERE t.tag_key = :tag_key;

-- The most used, most first.
--: query tags_most read many tag_item
SELECT t.id, t.name, t.n_posts FROM tag t
WHERE t.n_posts > 0
ORDER BY t.n_posts DESC, t.id LIMIT 100;

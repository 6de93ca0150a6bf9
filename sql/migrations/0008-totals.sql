-- How many there are of a kind, as counted within the hour: where there are
-- more than can be counted for each reader (site_total_of in sql/derive.sql).
CREATE TABLE site_total (
	kind		text COLLATE "C" PRIMARY KEY,
	n		bigint NOT NULL
);

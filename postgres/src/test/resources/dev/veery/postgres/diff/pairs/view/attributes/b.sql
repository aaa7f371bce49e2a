CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE VIEW v AS SELECT id, x FROM a;
ALTER VIEW v OWNER TO diff_owner;
COMMENT ON VIEW v IS 'v';
COMMENT ON COLUMN v.x IS 'x';
GRANT SELECT ON v TO diff_reader;
GRANT UPDATE (x) ON v TO diff_writer;

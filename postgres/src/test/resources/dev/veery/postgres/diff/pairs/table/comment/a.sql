CREATE TABLE a (id int PRIMARY KEY, x int, y text);
COMMENT ON TABLE a IS 'x';

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
GRANT SELECT (x) ON a TO diff_reader;

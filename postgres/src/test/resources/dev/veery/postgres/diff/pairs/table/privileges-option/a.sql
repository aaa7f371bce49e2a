CREATE TABLE a (id int PRIMARY KEY, x int, y text);
GRANT SELECT ON a TO diff_reader WITH GRANT OPTION;

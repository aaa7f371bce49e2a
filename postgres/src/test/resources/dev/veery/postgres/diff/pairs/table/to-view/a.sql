CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE t (x int);

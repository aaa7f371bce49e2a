CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TYPE shape AS (x int, y int);
CREATE TABLE t (x int, y int);

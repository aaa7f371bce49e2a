CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TYPE shape AS (x int, y int, z text);
CREATE TABLE t OF shape (z DEFAULT 'q');

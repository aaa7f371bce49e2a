CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX i ON t (a);

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE t (x int, y text) PARTITION BY RANGE (x);
CREATE INDEX i ON t (y);
CREATE VIEW v AS SELECT y FROM t;

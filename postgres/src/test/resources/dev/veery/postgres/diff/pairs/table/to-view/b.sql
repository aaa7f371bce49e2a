CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE VIEW t AS SELECT x FROM a;

CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT $1::bigint';
CREATE VIEW v AS SELECT f(id) AS n FROM a;

CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE FUNCTION f(text) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE INDEX i ON a (f(y));

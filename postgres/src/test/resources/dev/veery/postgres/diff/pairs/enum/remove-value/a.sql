CREATE TYPE mood AS ENUM ('a', 'b', 'c');
CREATE TABLE t (m mood DEFAULT 'a', ms mood[]);
CREATE INDEX i ON t (m);
CREATE VIEW v AS SELECT m FROM t;
CREATE FUNCTION f(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (g(a)) STORED);

CREATE FUNCTION fin(int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;

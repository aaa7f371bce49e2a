CREATE TABLE t (id int);
GRANT SELECT (rolname, oid) ON pg_catalog.pg_authid TO diff_reader;

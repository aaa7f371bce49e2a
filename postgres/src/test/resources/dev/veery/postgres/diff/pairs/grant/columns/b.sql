CREATE TABLE t (id int);
GRANT SELECT (rolname) ON pg_catalog.pg_authid TO diff_writer;
REVOKE SELECT ON pg_catalog.pg_stats FROM PUBLIC;

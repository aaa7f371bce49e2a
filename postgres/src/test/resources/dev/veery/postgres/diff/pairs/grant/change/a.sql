CREATE EXTENSION hstore;
REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION akeys(hstore) TO diff_reader WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION avals(hstore) TO diff_reader;
GRANT USAGE ON SCHEMA information_schema TO diff_owner;

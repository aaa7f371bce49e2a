CREATE EXTENSION hstore;
GRANT EXECUTE ON FUNCTION akeys(hstore) TO diff_reader;

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
ALTER TABLE a SET (fillfactor = 60, toast.autovacuum_enabled = false);

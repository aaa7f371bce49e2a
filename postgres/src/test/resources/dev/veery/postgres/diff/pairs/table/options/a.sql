CREATE TABLE a (id int PRIMARY KEY, x int, y text);
ALTER TABLE a SET (fillfactor = 50, autovacuum_enabled = false);

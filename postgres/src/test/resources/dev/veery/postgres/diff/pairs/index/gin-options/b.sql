CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE TABLE g (d jsonb);
CREATE INDEX i ON g USING gin (d jsonb_path_ops);

CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE VIEW v AS SELECT id::text AS n FROM a;

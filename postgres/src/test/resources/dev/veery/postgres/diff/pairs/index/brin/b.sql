CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE INDEX i ON a USING brin (x int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 32);

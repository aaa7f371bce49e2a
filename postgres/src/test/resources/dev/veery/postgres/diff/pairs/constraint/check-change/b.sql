CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
ALTER TABLE a ADD CONSTRAINT c CHECK (x > 1);

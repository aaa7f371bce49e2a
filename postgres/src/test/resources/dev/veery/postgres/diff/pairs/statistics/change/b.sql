CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE STATISTICS s (mcv) ON x, y, (x + 1) FROM a;

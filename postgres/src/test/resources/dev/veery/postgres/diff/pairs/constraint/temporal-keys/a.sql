-- since 18
CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE TABLE r (n int4range, during tsrange);
CREATE TABLE s (n int4range, during tsrange);

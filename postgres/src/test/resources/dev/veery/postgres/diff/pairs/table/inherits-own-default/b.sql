CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int DEFAULT 1);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER a SET DEFAULT 2;

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int DEFAULT 1);
CREATE TABLE child () INHERITS (parent);

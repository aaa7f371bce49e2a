CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int);
CREATE TABLE child (b int) INHERITS (parent);

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int, b text DEFAULT 'x' NOT NULL);
CREATE TABLE child (c int) INHERITS (parent);

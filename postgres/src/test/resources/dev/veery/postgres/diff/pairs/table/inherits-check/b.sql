CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int, CONSTRAINT c CHECK (a > 0));
CREATE TABLE child () INHERITS (parent);

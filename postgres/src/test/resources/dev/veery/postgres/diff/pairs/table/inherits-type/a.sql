CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int);
CREATE TABLE child (b int) INHERITS (parent);
CREATE VIEW v AS SELECT a FROM child;

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE p1 (a int);
CREATE TABLE p2 (a int);
CREATE TABLE child () INHERITS (p1);

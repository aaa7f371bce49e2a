CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE parent (a int, b text);
CREATE TABLE child (a int, b text);

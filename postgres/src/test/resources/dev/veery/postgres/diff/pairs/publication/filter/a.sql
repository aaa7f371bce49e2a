-- since 15
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE PUBLICATION p FOR TABLE t;

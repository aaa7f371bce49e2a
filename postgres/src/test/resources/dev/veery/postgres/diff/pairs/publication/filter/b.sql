-- since 15
CREATE TABLE t (id int PRIMARY KEY, a bigint, b text);
CREATE PUBLICATION p FOR TABLE t (id, a) WHERE (id > 0);

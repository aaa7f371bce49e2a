CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a varchar(9), b text);
CREATE INDEX i ON t (a, lower(b));
CREATE UNIQUE INDEX u ON t (a);

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a bigint, b varchar(50), c numeric(15,2), d timestamp);

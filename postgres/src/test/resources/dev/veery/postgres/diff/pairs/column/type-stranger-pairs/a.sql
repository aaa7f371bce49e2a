CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a point, b interval, c bit(3), d tsvector, e money);

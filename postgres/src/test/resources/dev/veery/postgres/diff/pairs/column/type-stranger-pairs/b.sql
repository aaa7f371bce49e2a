CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a text, b time, c varbit(5), d text, e numeric);

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a boolean, b int, c timestamptz, d jsonb, e text, f bigint[], g cidr, h text);

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
ALTER TABLE orders ALTER total DROP DEFAULT;

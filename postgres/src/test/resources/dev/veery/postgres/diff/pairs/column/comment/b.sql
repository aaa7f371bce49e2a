CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
COMMENT ON COLUMN orders.note IS 'two';
COMMENT ON COLUMN orders.id IS 'it''s a \ key';

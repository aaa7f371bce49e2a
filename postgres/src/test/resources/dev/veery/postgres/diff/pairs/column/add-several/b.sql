CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
ALTER TABLE orders ADD b int, ADD c int[], ADD d timestamptz DEFAULT now(), ADD e jsonb NOT NULL DEFAULT '{}';

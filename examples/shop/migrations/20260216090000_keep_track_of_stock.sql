-- Migration: keep track of stock
-- Description: how many of each product are in the warehouse, and that it never runs below zero
-- Author: Noor Haddad <noor@example.com>
-- Date: 2026-02-16
-- veery: lock-timeout = 2s

-- Up Migration
CREATE TABLE stock (
    product_id bigint PRIMARY KEY REFERENCES products (id),
    quantity   integer NOT NULL DEFAULT 0
);

INSERT INTO stock (product_id, quantity)
SELECT id, CASE WHEN price < 20 THEN 120 ELSE 40 END FROM products;

-- Checked from now on for new rows; those that are there are checked without blocking writers.
ALTER TABLE stock ADD CONSTRAINT stock_not_negative CHECK (quantity >= 0) NOT VALID;
ALTER TABLE stock VALIDATE CONSTRAINT stock_not_negative;

-- Down Migration
DROP TABLE stock;

-- Verify
SELECT count(*) = 0 FROM products p WHERE NOT EXISTS (SELECT FROM stock s WHERE s.product_id = p.id);

-- Migration: index orders by customer
-- Description: the page "my orders" read the whole table
-- Author: Jonas Weber <jonas@example.com>
-- Date: 2026-01-19
--
-- Built without blocking anybody who places an order meanwhile. There is no flag to set: a statement
-- that PostgreSQL refuses inside a transaction stands alone by itself.

-- Up Migration
CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer, placed_at DESC);

-- Down Migration
DROP INDEX CONCURRENTLY orders_customer_idx;

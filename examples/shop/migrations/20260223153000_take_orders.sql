-- Migration: take orders
-- Description: one call that places an order and takes it from stock, or does neither
-- Author: Jonas Weber <jonas@example.com>
-- Date: 2026-02-23

-- Up Migration
CREATE FUNCTION place_order(buyer text, wanted_sku text, pieces integer) RETURNS bigint
LANGUAGE sql
BEGIN ATOMIC
    WITH product AS (
        SELECT id, price FROM products WHERE sku = wanted_sku
    ), taken AS (
        UPDATE stock SET quantity = stock.quantity - pieces
          FROM product
         WHERE stock.product_id = product.id
        RETURNING stock.product_id
    ), placed AS (
        INSERT INTO orders (customer)
        SELECT buyer FROM taken
        RETURNING id
    )
    INSERT INTO order_lines (order_id, product_id, quantity, price)
    SELECT placed.id, product.id, pieces, product.price
      FROM placed, product
    RETURNING order_id;
END;

-- Down Migration
-- Orders that were placed stay: they are the customers'. Only the way to place them goes.
DROP FUNCTION place_order(text, text, integer);

-- Verify
SELECT to_regprocedure('place_order(text, text, integer)') IS NOT NULL;

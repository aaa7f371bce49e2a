-- Migration: create orders
-- Description: an order has a state and lines; a line keeps the price of the day
-- Author: Jonas Weber <jonas@example.com>
-- Date: 2026-01-12

-- Up Migration
CREATE TYPE order_state AS ENUM ('open', 'paid', 'shipped');

CREATE TABLE orders (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer   text NOT NULL CHECK (customer <> ''),
    state      order_state NOT NULL DEFAULT 'open',
    placed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
    order_id   bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES products (id),
    quantity   integer NOT NULL CHECK (quantity > 0),
    price      numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, product_id)
);

-- Down Migration
DROP TABLE order_lines;
DROP TABLE orders;
DROP TYPE order_state;

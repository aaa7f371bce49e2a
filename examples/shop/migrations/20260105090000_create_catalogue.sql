-- Migration: create the catalogue
-- Description: products, the categories they are in, and what they cost
-- Author: Noor Haddad <noor@example.com>
-- Date: 2026-01-05

-- Up Migration
CREATE TABLE categories (
    id      smallint PRIMARY KEY,
    name    text NOT NULL UNIQUE
);

CREATE TABLE products (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id smallint NOT NULL REFERENCES categories (id),
    sku         text NOT NULL UNIQUE,
    name        text NOT NULL,
    price       numeric(10, 2) NOT NULL CHECK (price >= 0)
);

COMMENT ON COLUMN products.sku IS 'What the warehouse calls it; never reused';

-- Down Migration
DROP TABLE products;
DROP TABLE categories;

-- Verify
SELECT to_regclass('products') IS NOT NULL AND to_regclass('categories') IS NOT NULL;

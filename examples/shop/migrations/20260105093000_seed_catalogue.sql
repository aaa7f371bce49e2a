-- Migration: seed the catalogue
-- Description: the range with which the shop opens
-- Author: Noor Haddad <noor@example.com>
-- Date: 2026-01-05

-- Up Migration
COPY categories (id, name) FROM stdin;
1	Books
2	Garden
3	Kitchen
\.

COPY products (category_id, sku, name, price) FROM stdin (FORMAT csv, HEADER);
category_id,sku,name,price
1,BK-0001,"Birds of Passage, second edition",38.00
1,BK-0002,A Field Guide to Thrushes,24.50
2,GD-0001,Nesting box with a 32 mm entrance,19.90
2,GD-0002,"Bird bath, glazed; 40 cm",54.00
3,KT-0001,Egg cup,6.25
3,KT-0002,"Tea towel ""Dawn chorus""",11.80
\.

-- Down Migration
DELETE FROM products WHERE sku IN ('BK-0001', 'BK-0002', 'GD-0001', 'GD-0002', 'KT-0001', 'KT-0002');
DELETE FROM categories WHERE id IN (1, 2, 3);

-- Verify
SELECT count(*) = 6 FROM products WHERE price > 0;

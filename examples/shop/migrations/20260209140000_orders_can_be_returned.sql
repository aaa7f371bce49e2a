-- Migration: orders can be returned
-- Description: a new state, and which states are final
-- Author: Jonas Weber <jonas@example.com>
-- Date: 2026-02-09
--
-- PostgreSQL does not let a new enum value be used in the transaction that adds it.
-- It does not let one be removed either, so the way back makes the type anew; orders that were
-- returned count as shipped then.

-- Up Migration
ALTER TYPE order_state ADD VALUE 'returned' AFTER 'shipped';

CREATE TABLE final_states (
    state  order_state PRIMARY KEY,
    reason text NOT NULL
);

INSERT INTO final_states (state, reason) VALUES
    ('shipped', 'nothing left to do'),
    ('returned', 'money went back; the goods are on their way');

-- Down Migration
DROP TABLE final_states;

DROP VIEW open_orders;
UPDATE orders SET state = 'shipped' WHERE state = 'returned';
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
ALTER TYPE order_state RENAME TO order_state_with_returned;
CREATE TYPE order_state AS ENUM ('open', 'paid', 'shipped');
ALTER TABLE orders
    ALTER COLUMN state TYPE order_state USING state::text::order_state,
    ALTER COLUMN state SET DEFAULT 'open';
DROP TYPE order_state_with_returned;
CREATE VIEW open_orders AS
SELECT id, customer, placed_at, total
  FROM orders
 WHERE state = 'open';

-- Verify
SELECT count(*) = 2 FROM final_states;

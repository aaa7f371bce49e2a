-- Migration: order totals
-- Description: what an order comes to, kept by a trigger and shown by a view
-- Author: Noor Haddad <noor@example.com>
-- Date: 2026-02-02

-- Up Migration
ALTER TABLE orders ADD COLUMN total numeric(12, 2) NOT NULL DEFAULT 0;

CREATE FUNCTION refresh_order_total() RETURNS trigger
LANGUAGE plpgsql AS $function$
DECLARE
    changed bigint := coalesce(NEW.order_id, OLD.order_id);
BEGIN
    UPDATE orders
       SET total = (SELECT coalesce(sum(quantity * price), 0)
                      FROM order_lines
                     WHERE order_id = changed)
     WHERE id = changed;
    RETURN NULL;
END;
$function$;

CREATE TRIGGER order_lines_total
    AFTER INSERT OR UPDATE OR DELETE ON order_lines
    FOR EACH ROW EXECUTE FUNCTION refresh_order_total();

CREATE VIEW open_orders AS
SELECT id, customer, placed_at, total
  FROM orders
 WHERE state = 'open';

-- Down Migration
DROP VIEW open_orders;
DROP TRIGGER order_lines_total ON order_lines;
DROP FUNCTION refresh_order_total();
ALTER TABLE orders DROP COLUMN total;

-- Verify
SELECT bool_and(o.total = coalesce((SELECT sum(l.quantity * l.price)
                                      FROM order_lines l
                                     WHERE l.order_id = o.id), 0)) IS NOT FALSE
  FROM orders o;

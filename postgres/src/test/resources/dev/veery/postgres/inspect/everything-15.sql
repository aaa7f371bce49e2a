-- What PostgreSQL 15 brought.
CREATE TABLE shop.fifteen (
  id int PRIMARY KEY, a int, b int,
  CONSTRAINT fifteen_one_null UNIQUE NULLS NOT DISTINCT (a),
  CONSTRAINT fifteen_set_null FOREIGN KEY (a, b) REFERENCES shop.items (order_id, line)
    ON DELETE SET NULL (b));
CREATE UNIQUE INDEX fifteen_index ON shop.fifteen (b) NULLS NOT DISTINCT;
CREATE VIEW shop.invoker WITH (security_invoker = true) AS SELECT id FROM shop.fifteen;
CREATE UNLOGGED SEQUENCE shop.unlogged_numbers;
CREATE PUBLICATION filtered FOR TABLE shop.items (order_id, line, quantity) WHERE (quantity > 0);
CREATE PUBLICATION of_schema FOR TABLE shop.orders, TABLES IN SCHEMA "Odd Schema";

-- What PostgreSQL 18 brought.
CREATE TABLE shop.eighteen (
  id int NOT NULL,
  during daterange NOT NULL,
  price numeric CONSTRAINT price_there NOT NULL NO INHERIT,
  tax numeric GENERATED ALWAYS AS (price * 0.19) VIRTUAL,
  customer_id bigint,
  CONSTRAINT eighteen_key PRIMARY KEY (id, during WITHOUT OVERLAPS),
  CONSTRAINT eighteen_customer FOREIGN KEY (customer_id) REFERENCES shop.customers (id) NOT ENFORCED,
  CONSTRAINT eighteen_wish CHECK (price > 0) NOT ENFORCED);
ALTER TABLE shop.eighteen ADD CONSTRAINT customer_there NOT NULL customer_id NOT VALID;
COMMENT ON CONSTRAINT price_there ON shop.eighteen IS 'a price';
CREATE TABLE shop.eighteen_stay (
  room int, during daterange,
  CONSTRAINT stay_in_room FOREIGN KEY (room, PERIOD during) REFERENCES shop.eighteen (id, PERIOD during));
CREATE PUBLICATION generated FOR TABLE shop.eighteen WITH (publish_generated_columns = stored);
CREATE DOMAIN shop.named_not_null AS integer CONSTRAINT must_be NOT NULL;

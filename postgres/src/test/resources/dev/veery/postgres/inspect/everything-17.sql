-- What PostgreSQL 17 brought.
CREATE COLLATION shop.builtin (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE shop.numbered (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE shop.numbered_1 PARTITION OF shop.numbered FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
GRANT MAINTAIN ON shop.numbered TO fixture_writer;
CREATE TABLE shop.partitioned_method (a int) PARTITION BY LIST (a) USING heap2;
CREATE EVENT TRIGGER on_login ON login EXECUTE FUNCTION shop.on_ddl();
ALTER EVENT TRIGGER on_login DISABLE;

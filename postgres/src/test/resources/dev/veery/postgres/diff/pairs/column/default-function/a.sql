CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''x''';
ALTER TABLE orders ALTER note SET DEFAULT f();

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE FUNCTION g() RETURNS text LANGUAGE sql AS 'SELECT ''y''';
ALTER TABLE orders ALTER note SET DEFAULT g();

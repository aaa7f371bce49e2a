CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE t (a int, owner text);
CREATE POLICY p ON t USING (owner = CURRENT_USER);

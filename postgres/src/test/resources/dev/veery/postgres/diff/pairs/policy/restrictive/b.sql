CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE POLICY p ON a AS RESTRICTIVE USING (x > 0);
COMMENT ON POLICY p ON a IS 'strict';

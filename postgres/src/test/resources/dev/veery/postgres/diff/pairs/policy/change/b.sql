CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
CREATE POLICY p ON a TO diff_reader, diff_writer USING (x > 1) WITH CHECK (y <> '');

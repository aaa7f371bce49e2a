CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL, y text);
CREATE TABLE b (id int PRIMARY KEY, a int, z text);
ALTER TABLE b ALTER z TYPE varchar(10);
CREATE POLICY p ON a USING (EXISTS (SELECT FROM b WHERE b.a = a.id AND b.z = 'x'));

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
ALTER TABLE a OWNER TO diff_owner;

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE s (id serial, n int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE s OWNER TO diff_owner;

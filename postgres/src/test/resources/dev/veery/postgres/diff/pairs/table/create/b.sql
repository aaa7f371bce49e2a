CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a, u text UNIQUE, CHECK (u <> ''));
CREATE INDEX ON b (a);
COMMENT ON TABLE b IS 'new';
GRANT SELECT ON b TO diff_reader;
ALTER TABLE b OWNER TO diff_owner;

CREATE TABLE a (id int PRIMARY KEY, x int, y text);
GRANT SELECT ON a TO diff_writer WITH GRANT OPTION;
SET ROLE diff_writer; GRANT SELECT ON a TO diff_reader; RESET ROLE;

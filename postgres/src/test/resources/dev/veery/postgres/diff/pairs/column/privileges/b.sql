CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
GRANT SELECT (note, id) ON orders TO diff_reader, diff_writer;

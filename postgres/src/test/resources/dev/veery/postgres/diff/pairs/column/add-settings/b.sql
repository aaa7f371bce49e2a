CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
ALTER TABLE orders ADD n text;
ALTER TABLE orders ALTER n SET STORAGE EXTERNAL, ALTER n SET STATISTICS 500, ALTER n SET (n_distinct = 5), ALTER n SET COMPRESSION pglz;

CREATE TYPE p AS (x int, y text COLLATE "C");
COMMENT ON COLUMN p.x IS 'x';

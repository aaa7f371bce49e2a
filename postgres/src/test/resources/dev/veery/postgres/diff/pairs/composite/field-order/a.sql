CREATE TYPE p AS (x int, y text);

CREATE TYPE p AS (y text, x int);

CREATE TYPE p AS (m int);

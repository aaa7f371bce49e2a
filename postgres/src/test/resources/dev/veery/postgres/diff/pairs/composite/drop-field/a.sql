CREATE TYPE p AS (x int, y text);
CREATE TABLE t (p p[]);

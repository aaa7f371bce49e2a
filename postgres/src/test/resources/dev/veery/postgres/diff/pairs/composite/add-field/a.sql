CREATE TYPE p AS (x int);
CREATE TABLE t (p p);

CREATE TYPE r AS RANGE (subtype = float8);
CREATE TABLE t (a r, b r[]);
CREATE INDEX i ON t USING gist (a);

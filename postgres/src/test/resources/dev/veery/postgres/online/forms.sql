-- Plain statements and the schema that they are run on; FormCase says how to read this.

==== index
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
INSERT INTO t SELECT i, i, i::text FROM generate_series(1, 50) i;
---- plain
CREATE INDEX t_a_idx ON t (a);

==== index without a name
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
INSERT INTO t SELECT i, i, i::text FROM generate_series(1, 50) i;
---- plain
CREATE INDEX ON t (lower(b), a DESC) WHERE a > 5;

==== unique index with everything
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
INSERT INTO t SELECT i, i, i::text FROM generate_series(1, 50) i;
---- plain
CREATE UNIQUE INDEX IF NOT EXISTS t_a_key ON public.t USING btree (a) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0;

==== index on an empty table [as-it-is]
CREATE TABLE t (id int PRIMARY KEY, a int);
---- plain
CREATE INDEX ON t (a);

==== index on a table of the same script [as-it-is]
SELECT 1;
---- plain
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE INDEX ON t (a);

==== index on a materialised view
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
---- plain
CREATE INDEX ON m (a);

==== index on a partitioned table
CREATE TABLE t (id int, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (a);
CREATE TABLE t2a PARTITION OF t2 FOR VALUES IN (1, 2, 3);
CREATE TABLE t2b PARTITION OF t2 DEFAULT;
INSERT INTO t SELECT i, i, i::text FROM generate_series(1, 150) i;
---- plain
CREATE INDEX t_a_idx ON t (a, lower(b));

==== drop index
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE INDEX t_a_idx ON t (a);
CREATE INDEX t_b_idx ON t (a, id);
---- plain
DROP INDEX IF EXISTS t_a_idx, public.t_b_idx;

==== drop index of a partitioned table [refused]
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE INDEX t_a_idx ON t (a);
---- plain
DROP INDEX t_a_idx;

==== reindex a table
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
REINDEX (VERBOSE) TABLE t;

==== reindex an index
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
REINDEX INDEX t_pkey;

==== reindex an exclusion constraint [refused]
CREATE TABLE t (r int4range, CONSTRAINT t_r_excl EXCLUDE USING gist (r WITH &&));
INSERT INTO t VALUES ('[1,2)');
---- plain
REINDEX INDEX t_r_excl;

==== foreign key
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO r SELECT i FROM generate_series(1, 50) i;
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD CONSTRAINT t_fk FOREIGN KEY (a) REFERENCES r (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

==== foreign keys without names among other things
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int CONSTRAINT t_a_fkey CHECK (b > 0));
INSERT INTO r SELECT i FROM generate_series(1, 50) i;
INSERT INTO t SELECT i, i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r, ALTER COLUMN b SET DEFAULT 3, ADD FOREIGN KEY (b) REFERENCES r (id);

==== foreign key of a partitioned table
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY LIST (a);
CREATE TABLE t2a PARTITION OF t2 FOR VALUES IN (1, 2, 3);
CREATE TABLE t2b PARTITION OF t2 DEFAULT;
INSERT INTO r SELECT i FROM generate_series(1, 150) i;
INSERT INTO t SELECT i, i FROM generate_series(1, 150) i;
---- plain
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r;

==== foreign key of an empty table [as-it-is]
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO r SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r;

==== check
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD CHECK (a > 0 AND a < 100), ADD CHECK (a <> id + 1), ADD CONSTRAINT named CHECK (id > 0);

==== check of a partitioned table
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
INSERT INTO t SELECT i, i FROM generate_series(1, 150) i;
---- plain
ALTER TABLE t ADD CONSTRAINT a_positive CHECK (a > 0);

==== check not valid [as-it-is]
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;

==== exclusion constraint [refused]
CREATE TABLE t (id int PRIMARY KEY, r int4range);
INSERT INTO t VALUES (1, '[1,2)');
---- plain
ALTER TABLE t ADD CONSTRAINT t_excl EXCLUDE USING gist (r WITH &&);

==== set not null
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
INSERT INTO t SELECT i, i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER b SET NOT NULL;

==== set not null twice [as-it-is]
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

==== set not null that a check proves [as-it-is]
CREATE TABLE t (id int PRIMARY KEY, a int CHECK (a IS NOT NULL AND a > 0));
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

==== set not null of a partitioned table
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
INSERT INTO t SELECT i, i FROM generate_series(1, 150) i;
---- plain
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

==== not null as a constraint [from=18]
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD CONSTRAINT a_there NOT NULL a;

==== set not null of a table with heirs
CREATE TABLE t (id int, a int);
CREATE TABLE heir () INHERITS (t);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
INSERT INTO heir SELECT i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ALTER COLUMN a SET NOT NULL;

==== unique
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
INSERT INTO t SELECT i, i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD UNIQUE (a, b) DEFERRABLE, ADD CONSTRAINT t_b UNIQUE (b) INCLUDE (a) WITH (fillfactor = 80);

==== unique nulls not distinct [from=15]
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
INSERT INTO t SELECT i, i, i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a);

==== unique without overlaps [from=18, refused]
CREATE TABLE t (id int4range, a int4range);
INSERT INTO t VALUES ('[1,2)', '[1,2)');
---- plain
ALTER TABLE t ADD UNIQUE (id, a WITHOUT OVERLAPS);

==== primary key
CREATE TABLE t (id int, a int, b text);
INSERT INTO t SELECT i, i, i::text FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD PRIMARY KEY (id, a);

==== primary key using an index
CREATE TABLE t (id int, a int NOT NULL);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
CREATE UNIQUE INDEX t_unique ON t (id, a);
---- plain
ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY USING INDEX t_unique;

==== primary key and a foreign key to it
CREATE TABLE t (id int NOT NULL, parent int);
INSERT INTO t SELECT i, 1 FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD FOREIGN KEY (parent) REFERENCES t (id), ADD PRIMARY KEY (id);

==== unique of a partitioned table
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
INSERT INTO t SELECT i, i FROM generate_series(1, 150) i;
---- plain
ALTER TABLE t ADD UNIQUE (id, a);

==== primary key of a partitioned table
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
INSERT INTO t SELECT i, i FROM generate_series(1, 150) i;
---- plain
ALTER TABLE t ADD CONSTRAINT t_key PRIMARY KEY (id);

==== validate behind other statements
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
---- plain
ALTER TABLE t VALIDATE CONSTRAINT c;

==== column with a volatile default
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;
---- rows
SELECT count(*) || ' ' || count(token) || ' ' || count(DISTINCT token) FROM t

==== column with a volatile default and a name
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN IF NOT EXISTS r float8 CONSTRAINT r_there NOT NULL DEFAULT random() CHECK (r >= 0) UNIQUE;
---- rows
SELECT count(*) || ' ' || count(r) FROM t

==== column with a constant default [as-it-is]
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 3, ADD COLUMN at timestamptz DEFAULT now();

==== column with constraints
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO r SELECT i FROM generate_series(1, 50) i;
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN a int DEFAULT 3 CHECK (a > 0) REFERENCES r, ADD COLUMN b text COLLATE "C" UNIQUE, ADD c int REFERENCES r (id);
---- rows
SELECT id || ' ' || a FROM t ORDER BY id

==== column without a value [refused]
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN a int NOT NULL;

==== serial column
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN n serial;
---- rows
SELECT count(DISTINCT n) || ' ' || min(n) || ' ' || max(n) || ' ' || nextval('t_n_seq') FROM t

==== big serial primary key
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN id bigserial PRIMARY KEY;
---- rows
SELECT count(DISTINCT id) || ' ' || max(id) FROM t

==== identity primary key
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
---- rows
SELECT count(DISTINCT id) || ' ' || min(id) || ' ' || max(id) || ' ' || nextval(pg_get_serial_sequence('t', 'id')) FROM t

==== identity with options
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD id int GENERATED BY DEFAULT AS IDENTITY (START WITH 1000 INCREMENT BY 10) NOT NULL UNIQUE;
---- rows
SELECT count(DISTINCT id) || ' ' || min(id) || ' ' || max(id) || ' ' || nextval(pg_get_serial_sequence('t', 'id')) FROM t

==== stored generated column [refused]
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (a + 1) STORED;

==== virtual generated column [from=18, as-it-is]
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (a + 1) VIRTUAL;

==== column of a constrained domain [refused]
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE t (a int);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ADD COLUMN b positive;

==== attach a range
CREATE TABLE t (at date NOT NULL, k text, CONSTRAINT k_there CHECK (k <> '')) PARTITION BY RANGE (at);
CREATE TABLE t1 (at date NOT NULL, k text, CONSTRAINT k_there CHECK (k <> ''));
INSERT INTO t1 SELECT '2027-05-05', 'k' FROM generate_series(1, 50);
---- plain
ALTER TABLE t ATTACH PARTITION t1 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

==== attach a list beside a default
CREATE TABLE t (r text, k int) PARTITION BY LIST (r);
CREATE TABLE rest PARTITION OF t DEFAULT;
CREATE TABLE t1 (r text, k int);
INSERT INTO t SELECT 'x', i FROM generate_series(1, 50) i;
INSERT INTO t1 SELECT 'a', i FROM generate_series(1, 50) i;
---- plain
ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN ('a', 'b');

==== a new partition beside a default
CREATE TABLE t (at date NOT NULL, k text) PARTITION BY RANGE (at);
CREATE TABLE rest PARTITION OF t DEFAULT;
INSERT INTO t SELECT '2027-05-05', 'k' FROM generate_series(1, 50);
---- plain
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

==== detach
CREATE TABLE t (at date NOT NULL, k text) PARTITION BY RANGE (at);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
INSERT INTO t SELECT '2027-05-05', 'k' FROM generate_series(1, 50);
---- plain
ALTER TABLE t DETACH PARTITION t1;

==== detach beside a default [refused]
CREATE TABLE t (at date NOT NULL, k text) PARTITION BY RANGE (at);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE TABLE rest PARTITION OF t DEFAULT;
INSERT INTO t SELECT '2027-05-05', 'k' FROM generate_series(1, 50);
---- plain
ALTER TABLE t DETACH PARTITION t1;

==== refresh
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
CREATE UNIQUE INDEX ON m (id);
---- plain
REFRESH MATERIALIZED VIEW m;

==== refresh without a unique index [refused]
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
---- plain
REFRESH MATERIALIZED VIEW m;

==== cluster [refused]
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t SELECT i FROM generate_series(1, 50) i;
---- plain
CLUSTER t USING t_pkey;

==== tables that are not there [as-it-is]
SELECT 1;
---- plain
ALTER TABLE IF EXISTS gone ADD CONSTRAINT c CHECK (a > 0);

CREATE TABLE t (
  id int,
  state varchar(10),
  n smallint,
  u varchar(5) DEFAULT 'x' CHECK (u NOT IN ('a,b', 'c]') AND lower(u) IN ('x', 'y')),
  CONSTRAINT t_state CHECK (state IN ('it''s', 'B', 'C'))
);
CREATE VIEW v AS SELECT id, n FROM t WHERE state IN ('A', 'B', 'C') AND n IN (1, 2);
CREATE INDEX t_idx ON t (id) WHERE state IN ('A', 'B', 'C');

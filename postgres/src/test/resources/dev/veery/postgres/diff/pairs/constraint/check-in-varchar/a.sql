CREATE TABLE t (id int, state varchar(10), n smallint, CONSTRAINT t_state CHECK (state IN ('it''s', 'B')));
CREATE VIEW v AS SELECT id FROM t WHERE state IN ('A', 'B') AND n IN (1, 2);
CREATE INDEX t_idx ON t (id) WHERE state IN ('A', 'B');

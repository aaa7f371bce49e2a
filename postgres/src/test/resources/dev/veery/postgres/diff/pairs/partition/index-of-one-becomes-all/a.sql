CREATE TABLE root (id int NOT NULL, at date NOT NULL, kind text, n int) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF root FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE INDEX p1_kind_idx ON p1 (kind);

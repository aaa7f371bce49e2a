CREATE TABLE root (id int NOT NULL, at date NOT NULL, kind text, n int) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF root FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE INDEX ri ON root (kind);
ALTER INDEX p1_kind_idx SET (fillfactor = 50);

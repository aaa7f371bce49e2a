-- Partitions by hash of the tenant.
CREATE TABLE docs (tenant_id uuid NOT NULL, id uuid NOT NULL, title text, PRIMARY KEY (tenant_id, id))
  PARTITION BY HASH (tenant_id);
CREATE TABLE docs_0 PARTITION OF docs FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE docs_1 PARTITION OF docs FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id::text = current_setting('app.tenant_id'));
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;

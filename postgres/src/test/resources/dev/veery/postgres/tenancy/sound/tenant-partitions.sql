-- A partition for each tenant, with policies of its own.
CREATE TABLE docs (tenant_id text NOT NULL, id bigint NOT NULL, title text, PRIMARY KEY (tenant_id, id))
  PARTITION BY LIST (tenant_id);
CREATE TABLE docs_acme PARTITION OF docs FOR VALUES IN ('acme');
CREATE TABLE docs_globex PARTITION OF docs FOR VALUES IN ('globex');
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
ALTER TABLE docs_acme ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs_acme FORCE ROW LEVEL SECURITY;
ALTER TABLE docs_globex ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs_globex FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id', true));
CREATE POLICY tenant ON docs_acme USING (tenant_id = current_setting('app.tenant_id', true));
CREATE POLICY tenant ON docs_globex USING (tenant_id = current_setting('app.tenant_id', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, docs_acme, docs_globex TO app;

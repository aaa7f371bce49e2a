-- A foreign key without the tenant, and a policy that looks at the parent.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint PRIMARY KEY, title text);
CREATE INDEX ON docs (tenant_id);
CREATE TABLE notes (tenant_id bigint NOT NULL, id bigint PRIMARY KEY, doc_id bigint NOT NULL REFERENCES docs);
CREATE INDEX ON notes (tenant_id);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY tenant ON notes USING (tenant_id = current_setting('app.tenant_id')::bigint)
  WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint AND EXISTS (SELECT FROM docs d WHERE d.id = notes.doc_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, notes TO app;

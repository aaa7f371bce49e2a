-- Children without the column: their policy asks the parent, under the parent's policy.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint PRIMARY KEY, title text);
CREATE INDEX ON docs (tenant_id);
CREATE TABLE lines (doc_id bigint NOT NULL REFERENCES docs, no integer, text text, PRIMARY KEY (doc_id, no));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY tenant ON lines USING (EXISTS (SELECT FROM docs d WHERE d.id = lines.doc_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, lines TO app;

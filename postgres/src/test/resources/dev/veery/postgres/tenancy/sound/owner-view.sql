-- A view of an owner for whom the policies hold.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs OWNER TO keeper;
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE VIEW titles AS SELECT tenant_id, title FROM docs;
ALTER VIEW titles OWNER TO keeper;
GRANT SELECT ON titles TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;

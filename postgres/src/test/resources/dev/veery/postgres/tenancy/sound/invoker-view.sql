-- Views that ask as the caller.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;
CREATE VIEW titles WITH (security_invoker = true) AS SELECT tenant_id, id, title FROM docs;
CREATE VIEW volume WITH (security_invoker = on) AS SELECT count(*) AS n FROM docs;
GRANT SELECT, UPDATE, DELETE ON titles TO app;
GRANT SELECT ON volume TO app;

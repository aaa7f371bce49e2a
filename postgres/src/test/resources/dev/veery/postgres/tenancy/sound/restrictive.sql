-- A permissive policy for what may be done, and a restrictive one for the tenant.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, hidden boolean NOT NULL, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY not_hidden ON docs USING (NOT hidden) WITH CHECK (true);
CREATE POLICY tenant ON docs AS RESTRICTIVE USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;

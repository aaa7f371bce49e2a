-- A row may have no tenant.
-- finds tenant-nullable public.notes


CREATE TABLE notes (tenant_id bigint REFERENCES tenants, id bigint PRIMARY KEY, text text);
CREATE INDEX ON notes (tenant_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT ON notes TO app;

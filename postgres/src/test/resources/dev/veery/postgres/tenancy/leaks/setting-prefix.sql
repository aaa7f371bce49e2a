-- alone
-- Tenants are compared by the beginning of their names.
-- finds leak public.notes: SELECT (its own tenant, empty), INSERT (its own tenant, empty), MERGE (its own tenant, empty), COPY (its own tenant, empty)


CREATE TABLE notes (tenant_id text NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (starts_with(tenant_id, current_setting('app.tenant_id')));
GRANT SELECT, INSERT ON notes TO app;

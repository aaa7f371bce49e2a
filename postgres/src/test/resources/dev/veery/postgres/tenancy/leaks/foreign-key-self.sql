-- A tree whose branches may hang on another tenant's.
-- finds fk-without-tenant public.folders
-- finds reference-leak public.folders: FOREIGN KEY (its own tenant, another tenant, changed in mid-transaction)




CREATE TABLE folders (
  tenant_id bigint NOT NULL REFERENCES tenants,
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  parent uuid REFERENCES folders
);
CREATE INDEX ON folders (tenant_id);
ALTER TABLE folders ENABLE ROW LEVEL SECURITY;
ALTER TABLE folders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON folders USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE ON folders TO app;

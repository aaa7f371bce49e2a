-- The ordinary style, as in base.sql, with a text for a tenant.
CREATE TABLE notes (
  tenant_id text NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  title varchar(40) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, title)
);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (tenant_id = current_setting('app.tenant_id'));
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO app;

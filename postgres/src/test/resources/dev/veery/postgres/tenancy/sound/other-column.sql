-- set column = org_id, organizations.id
-- Another name for the column, and a list of the tenants that has it as its key.
CREATE TABLE organizations (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE members (org_id integer NOT NULL, email text NOT NULL, PRIMARY KEY (org_id, email));
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE POLICY self ON organizations USING (id = current_setting('app.tenant_id')::integer);
CREATE POLICY tenant ON members USING (org_id = current_setting('app.tenant_id')::integer);
GRANT SELECT, UPDATE (name) ON organizations TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON members TO app;

-- set shared = reference.*, public.plans
-- Several schemas, shared tables that can only be read, and one that the application does not reach.
CREATE SCHEMA crm;
CREATE SCHEMA reference;
GRANT USAGE ON SCHEMA crm, reference TO app;
CREATE TABLE reference.countries (code char(2) PRIMARY KEY, name text);
CREATE TABLE plans (id integer PRIMARY KEY, price numeric(8, 2));
CREATE TABLE migrations_done (id integer PRIMARY KEY);
CREATE TABLE crm.contacts (tenant_id bigint NOT NULL, id bigint, country char(2) REFERENCES reference.countries,
  boss bigint, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, boss) REFERENCES crm.contacts);
ALTER TABLE crm.contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.contacts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON crm.contacts USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.contacts TO app;
GRANT SELECT ON reference.countries, plans TO app;

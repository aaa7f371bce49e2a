-- A sound schema, which every planted leak changes in one place.
CREATE TABLE tenants (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE docs (
  tenant_id bigint NOT NULL REFERENCES tenants,
  id bigint GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL,
  body text,
  secret boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE comments (
  tenant_id bigint NOT NULL REFERENCES tenants,
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  doc_id bigint NOT NULL,
  text text,
  FOREIGN KEY (tenant_id, doc_id) REFERENCES docs ON DELETE CASCADE
);
CREATE INDEX ON comments (tenant_id, doc_id);
CREATE TABLE shared_languages (code text PRIMARY KEY, name text);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tenants', 'docs', 'comments'] LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO keeper', t);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (%s = current_setting(''app.tenant_id'')::bigint)',
      t, CASE t WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END);
  END LOOP;
END $$;
GRANT SELECT ON tenants, shared_languages TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, comments TO app;


-- The setting is read once for each query, in a subselect.
CREATE TABLE docs (tenant_id bigint NOT NULL, id serial, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs
  USING (tenant_id = (SELECT current_setting('app.tenant_id')::bigint));
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;
GRANT USAGE ON SEQUENCE docs_id_seq TO app;

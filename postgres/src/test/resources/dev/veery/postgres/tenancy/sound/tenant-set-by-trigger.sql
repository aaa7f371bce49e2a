-- The tenant comes from the session, whatever a statement says.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;
CREATE FUNCTION own_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.tenant_id := current_setting('app.tenant_id')::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER own_tenant BEFORE INSERT OR UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION own_tenant();

-- Triggers that stay within the tenant, and a counter for each.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
CREATE TABLE doc_counts (tenant_id bigint PRIMARY KEY, n bigint NOT NULL);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
ALTER TABLE doc_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE doc_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY tenant ON doc_counts USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs, doc_counts TO app;
CREATE FUNCTION count_docs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant bigint := COALESCE(NEW.tenant_id, OLD.tenant_id);
BEGIN
  INSERT INTO doc_counts AS c VALUES (tenant, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET n = c.n + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER count_docs AFTER INSERT OR DELETE ON docs FOR EACH ROW EXECUTE FUNCTION count_docs();

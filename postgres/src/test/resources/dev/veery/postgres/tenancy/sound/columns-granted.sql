-- Rights to columns, not to the table.
CREATE TABLE docs (tenant_id bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
  id bigint, title text, secret text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT (id, title), INSERT (id, title), UPDATE (title) ON docs TO app;

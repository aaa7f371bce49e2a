-- Rights and policies belong to a group that the application is in.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs TO app_group USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app_group;
GRANT app_group TO app;

-- The application reaches views only, which filter for themselves.
CREATE SCHEMA inside;
CREATE TABLE inside.docs (tenant_id text NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
CREATE VIEW docs WITH (security_barrier = true) AS
  SELECT * FROM inside.docs WHERE tenant_id = current_setting('app.tenant_id')
  WITH CASCADED CHECK OPTION;
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;

-- set setting = request.jwt.claims
-- set value = {"sub": "someone", "tenant": "{tenant}"}
-- The tenant is a claim in a JSON document.
CREATE TABLE docs (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs
  USING (tenant_id = (current_setting('request.jwt.claims', true)::json ->> 'tenant')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;

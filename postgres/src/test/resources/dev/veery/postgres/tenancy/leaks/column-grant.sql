-- A right to one column is enough to read it for all tenants.
-- finds leak public.docs: SELECT (whatever the setting)
-- finds policy-open public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY titles ON docs FOR SELECT USING (title IS NOT NULL);
REVOKE ALL ON docs FROM app;
GRANT SELECT (title) ON docs TO app;

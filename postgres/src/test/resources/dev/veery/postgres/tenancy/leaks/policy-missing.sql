-- No policy for a command that the application has the right to.
-- finds policy-missing public.docs


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);

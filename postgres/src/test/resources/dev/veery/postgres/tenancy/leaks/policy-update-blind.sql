-- UPDATE reaches every row; only a condition would bring in the policy for SELECT.
-- finds leak public.docs: UPDATE (whatever the setting), MERGE (whatever the setting)
-- finds policy-open public.docs




DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (true) WITH CHECK (true);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);

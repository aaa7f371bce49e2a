-- DELETE without a condition empties the table for everybody.
-- finds leak public.docs: DELETE (whatever the setting), MERGE (whatever the setting), RETURNING (whatever the setting)


DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id IS NOT NULL);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);

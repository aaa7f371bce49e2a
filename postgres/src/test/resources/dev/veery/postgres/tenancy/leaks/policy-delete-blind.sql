-- DELETE without a condition empties the table for everybody.
-- finds leak public.docs: DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)

DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id IS NOT NULL);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);

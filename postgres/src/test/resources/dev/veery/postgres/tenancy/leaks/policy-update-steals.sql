-- Rows of others are not seen, but an UPDATE without a condition makes them one's own.
-- finds leak public.docs: UPDATE (its own tenant, another tenant, changed in mid-transaction)
-- finds policy-disagrees public.docs




DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (tenant_id > 0) WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);

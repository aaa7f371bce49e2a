-- One policy for each command; that of INSERT checks something else.
-- finds leak public.docs: INSERT (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set)
-- finds policy-open public.docs


DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (title <> '');

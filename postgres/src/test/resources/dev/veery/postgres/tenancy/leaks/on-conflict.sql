-- ON CONFLICT DO UPDATE reaches a row of another tenant: the policy for UPDATE looks at the new row.
-- finds existence-leak public.docs: UNIQUE (its own tenant, another tenant, changed in mid-transaction)
-- finds leak public.docs: SELECT (whatever the setting), UPDATE (its own tenant, another tenant, changed in mid-transaction), COPY (whatever the setting)
-- finds policy-disagrees public.docs
-- finds unique-without-tenant public.docs








ALTER TABLE docs ADD CONSTRAINT docs_title UNIQUE (title);
DROP POLICY tenant ON docs;
CREATE POLICY r ON docs FOR SELECT USING (tenant_id > 0);
CREATE POLICY i ON docs FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY u ON docs FOR UPDATE USING (tenant_id > 0) WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY d ON docs FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::bigint);

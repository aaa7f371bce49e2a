-- What may be written is not checked.
-- finds leak public.docs: INSERT (whatever the setting), UPDATE (its own tenant, another tenant, changed in mid-transaction), MERGE (whatever the setting)
-- finds policy-open public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint) WITH CHECK (true);

-- What may be written is not checked.
-- finds leak public.docs: INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant), MERGE (its own tenant, never set)
-- finds policy-open public.docs


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint) WITH CHECK (true);

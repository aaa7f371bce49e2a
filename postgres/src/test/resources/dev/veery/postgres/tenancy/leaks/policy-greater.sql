-- A comparison that is not an equation.
-- finds leak public.docs: SELECT (another tenant, changed in mid-transaction), INSERT (another tenant, changed in mid-transaction), UPDATE (another tenant, changed in mid-transaction), DELETE (another tenant, changed in mid-transaction), MERGE (another tenant, changed in mid-transaction), COPY (another tenant, changed in mid-transaction), RETURNING (another tenant, changed in mid-transaction)


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id <= current_setting('app.tenant_id')::bigint);

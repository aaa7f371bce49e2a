-- A comparison that is not an equation.
-- finds leak public.docs: SELECT (another tenant, changed in mid-transaction), INSERT (another tenant), UPDATE (another tenant), DELETE (another tenant), RETURNING (another tenant)

DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id <= current_setting('app.tenant_id')::bigint);

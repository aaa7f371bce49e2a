-- The policy asks for a parameter that nobody sets, and takes anything for it.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds policy-other-setting public.docs


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs
  USING (tenant_id::text LIKE COALESCE(current_setting('app.tenant', true), '%'));

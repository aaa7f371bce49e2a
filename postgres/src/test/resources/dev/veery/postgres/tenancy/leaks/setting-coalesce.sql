-- A missing setting is replaced by the row's own tenant.
-- finds leak public.docs: SELECT (never set, empty), INSERT (never set, empty), UPDATE (never set, empty), DELETE (never set, empty), MERGE (never set, empty), COPY (never set, empty), RETURNING (never set, empty), ON CONFLICT (never set, empty)
-- finds policy-unset-open public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs
  USING (tenant_id = COALESCE(NULLIF(current_setting('app.tenant_id', true), '')::bigint, tenant_id));

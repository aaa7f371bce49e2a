-- The policy asks a function that says it never changes: a prepared statement keeps the tenant.
-- finds leak public.docs: SELECT (changed in mid-transaction)
-- finds policy-function-immutable public.current_tenant()




CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $$ SELECT current_setting('app.tenant_id')::bigint $$;
DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_tenant());

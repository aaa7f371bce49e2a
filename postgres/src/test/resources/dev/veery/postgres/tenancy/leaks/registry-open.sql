-- Every tenant can read the list of all tenants.
-- finds leak public.tenants: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), COPY (its own tenant, never set)
-- finds rls-off public.tenants


ALTER TABLE tenants DISABLE ROW LEVEL SECURITY;

-- Every tenant can read the list of all tenants.
-- finds leak public.tenants: SELECT (whatever the setting), COPY (whatever the setting)
-- finds rls-off public.tenants




ALTER TABLE tenants DISABLE ROW LEVEL SECURITY;

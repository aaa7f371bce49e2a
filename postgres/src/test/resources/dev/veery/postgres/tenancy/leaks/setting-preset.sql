-- Sessions of the application begin with a tenant.
-- finds setting-preset app


ALTER ROLE app SET app.tenant_id = '1';

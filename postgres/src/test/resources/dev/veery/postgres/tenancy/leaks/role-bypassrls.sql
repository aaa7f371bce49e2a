-- The application has BYPASSRLS.
-- finds leak public.comments: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting)
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds leak public.tenants: SELECT (whatever the setting), COPY (whatever the setting)
-- finds role-bypasses app








ALTER ROLE app BYPASSRLS;

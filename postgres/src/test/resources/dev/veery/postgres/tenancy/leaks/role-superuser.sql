-- The application is a superuser.
-- finds leak public.comments: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), TRUNCATE (whatever the setting), RETURNING (whatever the setting)
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), TRUNCATE (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds leak public.tenants: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), TRUNCATE (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds role-bypasses app
-- finds shared-writable public.shared_languages
-- finds trigger-granted public.comments
-- finds trigger-granted public.docs
-- finds trigger-granted public.tenants
-- finds truncate-granted public.comments
-- finds truncate-granted public.docs
-- finds truncate-granted public.tenants






















ALTER ROLE app SUPERUSER;

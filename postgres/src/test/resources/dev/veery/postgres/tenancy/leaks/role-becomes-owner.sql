-- The application may become the owner of a table whose policies do not hold for its owner.
-- finds leak public.comments: TRUNCATE (its own tenant)
-- finds leak public.comments: TRUNCATE (whatever the setting)
-- finds leak public.docs: SELECT (whatever the setting), INSERT (its own tenant), UPDATE (its own tenant), DELETE (its own tenant), MERGE (its own tenant), TRUNCATE (its own tenant), RETURNING (its own tenant)
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), TRUNCATE (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds leak public.tenants: TRUNCATE (its own tenant)
-- finds leak public.tenants: TRUNCATE (whatever the setting)
-- finds rls-not-forced public.docs
-- finds role-can-become app
-- finds trigger-granted public.comments
-- finds trigger-granted public.docs
-- finds trigger-granted public.tenants
-- finds truncate-granted public.comments
-- finds truncate-granted public.docs
-- finds truncate-granted public.tenants




























ALTER TABLE docs NO FORCE ROW LEVEL SECURITY;
GRANT keeper TO app;

-- The application may become the owner of a table whose policies do not hold for its owner.
-- finds leak public.comments: TRUNCATE (its own tenant)
-- finds leak public.comments: TRUNCATE (its own tenant, never set)
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant), UPDATE (its own tenant), DELETE (its own tenant), MERGE (its own tenant), TRUNCATE (its own tenant), RETURNING (its own tenant)
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), TRUNCATE (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds leak public.tenants: TRUNCATE (its own tenant)
-- finds leak public.tenants: TRUNCATE (its own tenant, never set)
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

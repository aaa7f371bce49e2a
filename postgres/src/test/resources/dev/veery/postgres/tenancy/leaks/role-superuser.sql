-- The application is a superuser.
-- finds leak public.comments: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), TRUNCATE (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), TRUNCATE (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds leak public.tenants: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), TRUNCATE (its own tenant, never set)
-- finds role-bypasses app
-- finds shared-writable public.shared_languages
-- finds trigger-granted public.comments
-- finds trigger-granted public.docs
-- finds trigger-granted public.tenants
-- finds truncate-granted public.comments
-- finds truncate-granted public.docs
-- finds truncate-granted public.tenants











ALTER ROLE app SUPERUSER;

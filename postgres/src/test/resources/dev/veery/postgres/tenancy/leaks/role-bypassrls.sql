-- The application has BYPASSRLS.
-- finds leak public.comments: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds leak public.tenants: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), COPY (its own tenant, never set)
-- finds role-bypasses app




ALTER ROLE app BYPASSRLS;

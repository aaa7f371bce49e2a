-- Row-level security is switched off.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds rls-off public.docs


ALTER TABLE docs DISABLE ROW LEVEL SECURITY;

-- The application owns the table, and the policies do not hold for owners.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds rls-not-forced public.docs
-- finds trigger-granted public.docs
-- finds truncate-granted public.docs




ALTER TABLE docs OWNER TO app;
ALTER TABLE docs NO FORCE ROW LEVEL SECURITY;

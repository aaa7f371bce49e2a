-- The application owns the table, and the policies do not hold for owners.
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds rls-not-forced public.docs
-- finds trigger-granted public.docs
-- finds truncate-granted public.docs








ALTER TABLE docs OWNER TO app;
ALTER TABLE docs NO FORCE ROW LEVEL SECURITY;

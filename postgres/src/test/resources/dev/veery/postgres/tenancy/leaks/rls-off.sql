-- Row-level security is switched off.
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds rls-off public.docs




ALTER TABLE docs DISABLE ROW LEVEL SECURITY;

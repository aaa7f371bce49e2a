-- The policy asks for the user, who is the same for all tenants.
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id IS NOT NULL AND current_user = 'app');

-- The policy asks for a parameter that nobody sets, and takes anything for it.
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)
-- finds policy-other-setting public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs
  USING (tenant_id::text LIKE COALESCE(current_setting('app.tenant', true), '%'));

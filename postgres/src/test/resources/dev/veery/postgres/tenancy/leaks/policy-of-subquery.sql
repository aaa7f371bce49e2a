-- The policy asks whether there is such a tenant, not whether it is the session's.
-- finds leak public.docs: SELECT (whatever the setting), INSERT (whatever the setting), UPDATE (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting), ON CONFLICT (never set, empty, malformed)


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (EXISTS (
  SELECT FROM shared_languages l WHERE l.code IS NOT NULL OR docs.tenant_id > 0) OR tenant_id > 0);

-- A session without a setting sees everything: current_setting(…, true) is NULL then.
-- finds leak public.docs: SELECT (never set), INSERT (never set), UPDATE (never set), DELETE (never set), MERGE (never set), COPY (never set), RETURNING (never set), ON CONFLICT (never set)
-- finds policy-or public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id::text = current_setting('app.tenant_id', true)
  OR current_setting('app.tenant_id', true) IS NULL);

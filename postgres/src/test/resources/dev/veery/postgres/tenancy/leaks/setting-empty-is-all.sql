-- The setting is empty, not NULL, once it was set in a session.
-- finds leak public.docs: SELECT (empty), INSERT (empty), UPDATE (empty), DELETE (empty), MERGE (empty), COPY (empty), RETURNING (empty), ON CONFLICT (empty)
-- finds policy-or public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id::text = current_setting('app.tenant_id', true)
  OR current_setting('app.tenant_id', true) = '');

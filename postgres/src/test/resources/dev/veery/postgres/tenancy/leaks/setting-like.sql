-- A pattern instead of a comparison: a percent sign is everybody.
-- finds leak public.docs: SELECT (malformed), INSERT (malformed), UPDATE (malformed), DELETE (malformed), MERGE (malformed), COPY (malformed), RETURNING (malformed), ON CONFLICT (malformed)


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id::text LIKE current_setting('app.tenant_id'));

-- An OR without parentheses binds weaker than the AND before it.
-- finds leak public.docs: SELECT (its own tenant, another tenant, changed in mid-transaction), INSERT (its own tenant, another tenant), UPDATE (its own tenant, another tenant), DELETE (its own tenant, another tenant), MERGE (its own tenant), COPY (its own tenant), RETURNING (its own tenant, another tenant)
-- finds policy-or public.docs


DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint AND NOT secret OR title <> '');

-- An OR without parentheses binds weaker than the AND before it.
-- finds leak public.docs: SELECT (its own tenant, another tenant, changed in mid-transaction), INSERT (its own tenant, another tenant, changed in mid-transaction), UPDATE (its own tenant, another tenant, changed in mid-transaction), DELETE (its own tenant, another tenant, changed in mid-transaction), MERGE (its own tenant, another tenant, changed in mid-transaction), COPY (its own tenant, another tenant, changed in mid-transaction), RETURNING (its own tenant, another tenant, changed in mid-transaction)
-- finds policy-or public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint AND NOT secret OR title <> '');

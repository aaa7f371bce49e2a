-- An OR in the policy, as an afterthought.
-- finds leak public.docs: SELECT (its own tenant, another tenant, changed in mid-transaction), INSERT (its own tenant), UPDATE (its own tenant, another tenant, changed in mid-transaction), DELETE (its own tenant, another tenant, changed in mid-transaction), MERGE (its own tenant), COPY (its own tenant, another tenant, changed in mid-transaction), RETURNING (its own tenant, another tenant, changed in mid-transaction)
-- finds policy-or public.docs




DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint OR secret);

-- The policy asks for the user, who is the same for all tenants.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)

DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id IS NOT NULL AND current_user = 'app');

-- The policy asks whether there is such a tenant, not whether it is the session's.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), UPDATE (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)

DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (EXISTS (
  SELECT FROM shared_languages l WHERE l.code IS NOT NULL OR docs.tenant_id > 0) OR tenant_id > 0);

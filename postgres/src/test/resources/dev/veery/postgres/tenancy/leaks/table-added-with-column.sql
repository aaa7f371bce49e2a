-- A table that has the column, and nothing else.
-- finds leak public.invoices: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set)
-- finds rls-off public.invoices


CREATE TABLE invoices (tenant_id bigint NOT NULL, id bigint, total numeric, PRIMARY KEY (tenant_id, id));
GRANT SELECT, INSERT ON invoices TO app;

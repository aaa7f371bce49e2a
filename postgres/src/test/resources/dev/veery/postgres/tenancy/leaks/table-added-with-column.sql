-- A table that has the column, and nothing else.
-- finds leak public.invoices: SELECT (whatever the setting), INSERT (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting)
-- finds rls-off public.invoices




CREATE TABLE invoices (tenant_id bigint NOT NULL, id bigint, total numeric, PRIMARY KEY (tenant_id, id));
GRANT SELECT, INSERT ON invoices TO app;

-- A table that a migration added and nobody protected.
-- finds table-unprotected public.invoices


CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric NOT NULL);
GRANT SELECT ON invoices TO app;

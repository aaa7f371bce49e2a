-- A unique title for all tenants together.
-- finds existence-leak public.docs: UNIQUE (its own tenant, another tenant, changed in mid-transaction)
-- finds unique-without-tenant public.docs




ALTER TABLE docs ADD CONSTRAINT docs_title UNIQUE (title);

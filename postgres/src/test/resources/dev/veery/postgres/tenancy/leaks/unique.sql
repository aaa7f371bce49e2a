-- A unique title for all tenants together.
-- finds existence-leak public.docs: UNIQUE (its own tenant)
-- finds unique-without-tenant public.docs


ALTER TABLE docs ADD CONSTRAINT docs_title UNIQUE (title);

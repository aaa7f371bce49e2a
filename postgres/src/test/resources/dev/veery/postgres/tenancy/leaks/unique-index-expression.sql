-- A unique index over an expression, for all tenants together.
-- finds unique-without-tenant public.docs


CREATE UNIQUE INDEX docs_lower ON docs (lower(title));

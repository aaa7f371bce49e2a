-- A child table has the rows of its parent's kind and no policies.
-- finds leak public.docs_archive: SELECT (whatever the setting), COPY (whatever the setting)
-- finds rls-off public.docs_archive




CREATE TABLE docs_archive () INHERITS (docs);
ALTER TABLE docs_archive ADD PRIMARY KEY (tenant_id, id);
GRANT SELECT ON docs_archive TO app;

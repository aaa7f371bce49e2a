-- A view of a superuser, read by the application.
-- finds leak public.titles: SELECT (whatever the setting)
-- finds view-bypasses public.titles




CREATE VIEW titles AS SELECT tenant_id, id, title FROM docs;
GRANT SELECT ON titles TO app;

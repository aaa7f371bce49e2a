-- A view that shows no tenant, only titles.
-- finds leak public.titles: SELECT (its own tenant, never set, empty, malformed)
-- finds view-bypasses public.titles




CREATE VIEW titles AS SELECT title FROM docs;
GRANT SELECT ON titles TO app;

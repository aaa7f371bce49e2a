-- Rows are changed through a view of a superuser.
-- finds leak public.titles: UPDATE (its own tenant, never set), DELETE (its own tenant, never set)
-- finds view-bypasses public.titles




CREATE VIEW titles AS SELECT tenant_id, id, title FROM docs;
GRANT UPDATE (title), DELETE, SELECT (id) ON titles TO app;

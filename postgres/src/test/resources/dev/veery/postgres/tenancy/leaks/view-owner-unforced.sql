-- A view of the table's owner, for whom the policies do not hold.
-- finds leak public.titles: SELECT (its own tenant, never set, empty, malformed)
-- finds rls-not-forced public.docs
-- finds view-bypasses public.titles






ALTER TABLE docs NO FORCE ROW LEVEL SECURITY;
CREATE VIEW titles AS SELECT title FROM docs;
ALTER VIEW titles OWNER TO keeper;
GRANT SELECT ON titles TO app;

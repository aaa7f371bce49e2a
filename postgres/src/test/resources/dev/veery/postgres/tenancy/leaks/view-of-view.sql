-- The outer view asks as the caller, the inner one as a superuser.
-- finds leak public.inner_docs: SELECT (whatever the setting)
-- finds leak public.outer_docs: SELECT (whatever the setting)
-- finds view-bypasses public.inner_docs






CREATE VIEW inner_docs AS SELECT tenant_id, title FROM docs;
CREATE VIEW outer_docs WITH (security_invoker = true) AS SELECT * FROM inner_docs;
GRANT SELECT ON inner_docs, outer_docs TO app;

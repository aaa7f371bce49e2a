-- The outer view asks as the caller, the inner one as a superuser.
-- finds leak public.inner_docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction)
-- finds leak public.outer_docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction)
-- finds view-bypasses public.inner_docs



CREATE VIEW inner_docs AS SELECT tenant_id, title FROM docs;
CREATE VIEW outer_docs WITH (security_invoker = true) AS SELECT * FROM inner_docs;
GRANT SELECT ON inner_docs, outer_docs TO app;

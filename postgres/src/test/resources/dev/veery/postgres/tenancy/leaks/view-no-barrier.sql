-- The view itself keeps tenants apart, and is no security barrier.
-- finds leak public.our_docs: SELECT (its own tenant)
-- finds view-no-barrier public.our_docs




CREATE VIEW our_docs AS SELECT tenant_id, title FROM docs
  WHERE tenant_id = current_setting('app.tenant_id')::bigint;
GRANT SELECT ON our_docs TO app;

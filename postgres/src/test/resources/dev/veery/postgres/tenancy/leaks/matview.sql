-- A materialized view has no policies.
-- finds leak public.totals: SELECT (whatever the setting)
-- finds matview-exposed public.totals




CREATE MATERIALIZED VIEW totals AS SELECT tenant_id, count(*) AS n FROM docs GROUP BY 1;
GRANT SELECT ON totals TO app;

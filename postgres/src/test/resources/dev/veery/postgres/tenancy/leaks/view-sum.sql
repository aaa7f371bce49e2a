-- A view that shows only how many rows there are.
-- finds leak public.volume: SELECT (its own tenant, never set, empty, malformed)
-- finds view-bypasses public.volume




CREATE VIEW volume AS SELECT count(*) AS docs FROM docs;
GRANT SELECT ON volume TO app;

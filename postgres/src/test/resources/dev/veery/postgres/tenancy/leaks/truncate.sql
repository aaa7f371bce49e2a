-- TRUNCATE asks no policy.
-- finds leak public.comments: TRUNCATE (its own tenant, never set)
-- finds truncate-granted public.comments


GRANT TRUNCATE ON comments TO app;

-- TRUNCATE asks no policy.
-- finds leak public.comments: TRUNCATE (whatever the setting)
-- finds truncate-granted public.comments




GRANT TRUNCATE ON comments TO app;

-- What one tenant writes to a shared table, all others read.
-- finds shared-writable public.shared_languages


GRANT INSERT, UPDATE ON shared_languages TO app;

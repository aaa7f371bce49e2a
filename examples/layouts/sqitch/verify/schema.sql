-- Verify guestbook:schema on pg

SELECT 1 / count(*) FROM pg_namespace WHERE nspname = 'guestbook';

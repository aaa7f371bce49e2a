-- Verify guestbook:add_entry on pg

BEGIN;

SELECT 1 / position('cannot be empty' IN pg_get_functiondef('guestbook.add_entry(text, text)'::regprocedure));

ROLLBACK;

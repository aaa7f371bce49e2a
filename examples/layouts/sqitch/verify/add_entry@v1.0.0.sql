-- Verify guestbook:add_entry on pg

BEGIN;

SELECT 'guestbook.add_entry(text, text)'::regprocedure;

ROLLBACK;

-- Verify guestbook:add_entry on pg

SELECT 'guestbook.add_entry(text, text)'::regprocedure;

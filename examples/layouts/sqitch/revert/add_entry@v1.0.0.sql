-- Revert guestbook:add_entry from pg

BEGIN;

DROP FUNCTION guestbook.add_entry(text, text);

COMMIT;

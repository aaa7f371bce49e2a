-- Revert guestbook:entries from pg

BEGIN;

DROP TABLE guestbook.entries;

COMMIT;

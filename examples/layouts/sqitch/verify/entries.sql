-- Verify guestbook:entries on pg

BEGIN;

SELECT id, guest, entry, written FROM guestbook.entries WHERE false;

ROLLBACK;

-- Revert guestbook:schema from pg

BEGIN;

DROP SCHEMA guestbook;

COMMIT;

-- Deploy guestbook:schema to pg

BEGIN;

CREATE SCHEMA guestbook;

COMMIT;

-- Deploy guestbook:entries to pg
-- requires: schema

BEGIN;

CREATE TABLE guestbook.entries (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    guest    text NOT NULL,
    entry    text NOT NULL,
    written  timestamptz NOT NULL DEFAULT now()
);

COMMIT;

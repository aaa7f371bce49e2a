-- Revert guestbook:add_entry from pg

BEGIN;

CREATE OR REPLACE FUNCTION guestbook.add_entry(guest text, entry text) RETURNS integer
LANGUAGE sql AS $$
    INSERT INTO guestbook.entries (guest, entry) VALUES ($1, $2) RETURNING id;
$$;

COMMIT;

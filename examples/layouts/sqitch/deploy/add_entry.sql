-- Deploy guestbook:add_entry to pg
-- requires: entries

BEGIN;

CREATE OR REPLACE FUNCTION guestbook.add_entry(guest text, entry text) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    new_id integer;
BEGIN
    IF btrim($2) = '' THEN
        RAISE EXCEPTION 'an entry cannot be empty';
    END IF;
    INSERT INTO guestbook.entries (guest, entry) VALUES ($1, $2) RETURNING id INTO new_id;
    RETURN new_id;
END;
$$;

COMMIT;

-- Verify guestbook:entries on pg

SELECT id, guest, entry, written FROM guestbook.entries WHERE false;

-- Migration: books
-- Author: Ines Duarte <ines@example.org>
-- Parent: none

-- Up Migration
CREATE TABLE books (
    isbn   text PRIMARY KEY CHECK (isbn ~ '^[0-9]{13}$'),
    title  text NOT NULL,
    year   smallint
);
INSERT INTO books VALUES ('9780000000019', 'Thrushes of the World', 2001);

-- Down Migration
DROP TABLE books;

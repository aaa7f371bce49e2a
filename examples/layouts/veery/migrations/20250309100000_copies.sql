-- Migration: copies
-- Description: the library has some books more than once
-- Author: Pavel Novak <pavel@example.org>
-- Parent: 20250301080000

-- Up Migration
CREATE TABLE copies (
    isbn    text NOT NULL REFERENCES books,
    number  smallint NOT NULL CHECK (number > 0),
    PRIMARY KEY (isbn, number)
);
INSERT INTO copies SELECT isbn, 1 FROM books;

-- Down Migration
DROP TABLE copies;

-- Migration: loans
-- Author: Pavel Novak <pavel@example.org>
-- Parent: 20250310110000

-- Up Migration
CREATE TABLE loans (
    member_id  bigint NOT NULL REFERENCES members,
    isbn       text NOT NULL,
    number     smallint NOT NULL,
    since      date NOT NULL DEFAULT current_date,
    PRIMARY KEY (isbn, number),
    FOREIGN KEY (isbn, number) REFERENCES copies
);
CREATE INDEX CONCURRENTLY loans_member_idx ON loans (member_id);

-- Down Migration
-- The repeatable view reads the table.
DROP VIEW IF EXISTS late_loans;
DROP TABLE loans;

-- Verify
SELECT count(*) = 1 FROM copies;

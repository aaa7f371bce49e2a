-- Migration: members
-- Description: who may borrow
-- Author: Ines Duarte <ines@example.org>
-- Parent: 20250301080000

-- Up Migration
CREATE TABLE members (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text NOT NULL
);

-- Down Migration
DROP TABLE members;

CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN feeling AS mood CHECK (VALUE <> 'a');
CREATE TYPE pair AS (m mood, n int);
CREATE TABLE t (f feeling, p pair);

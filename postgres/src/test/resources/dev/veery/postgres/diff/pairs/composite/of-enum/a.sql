CREATE TYPE mood AS ENUM ('a');
CREATE TYPE p AS (m mood);

CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE p AS (m mood, n mood);

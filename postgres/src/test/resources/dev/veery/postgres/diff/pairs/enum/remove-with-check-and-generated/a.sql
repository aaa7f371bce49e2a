CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (m mood CHECK (m <> 'b'), g boolean GENERATED ALWAYS AS (m = 'a') STORED);

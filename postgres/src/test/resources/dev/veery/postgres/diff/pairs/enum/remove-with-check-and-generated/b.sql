CREATE TYPE mood AS ENUM ('a', 'c');
CREATE TABLE t (m mood CHECK (m <> 'c'), g boolean GENERATED ALWAYS AS (m = 'a') STORED);

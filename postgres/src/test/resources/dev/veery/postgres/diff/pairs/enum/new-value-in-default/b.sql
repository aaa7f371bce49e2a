CREATE TYPE mood AS ENUM ('b', 'd', 'e');
CREATE TABLE t (m mood DEFAULT 'b', n int);

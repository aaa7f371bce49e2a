CREATE TYPE mood AS ENUM ('a', 'a2', 'b', 'c', 'd', 'e');

CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p);

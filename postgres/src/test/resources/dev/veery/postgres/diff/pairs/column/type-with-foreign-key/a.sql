CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric(10,2) DEFAULT 0);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);

CREATE TABLE employees (
    number   integer PRIMARY KEY,
    name     text NOT NULL,
    monthly  money NOT NULL
);

CREATE TABLE stations (
    code       char(4) PRIMARY KEY,
    name       text NOT NULL,
    elevation  integer NOT NULL
);

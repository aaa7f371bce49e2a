CREATE TABLE recipes (
    id     serial PRIMARY KEY,
    title  varchar NOT NULL,
    body   text NOT NULL
)

CREATE TABLE ingredients (
    recipe_id  integer NOT NULL REFERENCES recipes,
    name       varchar NOT NULL,
    grams      integer
);

DROP TABLE recipes

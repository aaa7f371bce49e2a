CREATE INDEX CONCURRENTLY ingredients_recipe_idx ON ingredients (recipe_id);

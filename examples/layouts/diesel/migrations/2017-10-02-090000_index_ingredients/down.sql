DROP INDEX CONCURRENTLY ingredients_recipe_idx;

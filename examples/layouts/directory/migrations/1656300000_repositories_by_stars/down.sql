DROP INDEX IF EXISTS repositories_stars_idx;

CREATE INDEX CONCURRENTLY IF NOT EXISTS repositories_stars_idx ON repositories (stars DESC);

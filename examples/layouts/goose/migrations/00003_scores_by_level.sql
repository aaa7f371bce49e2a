-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY scores_level_idx ON scores (level, points DESC);

-- +goose Down
DROP INDEX CONCURRENTLY scores_level_idx;

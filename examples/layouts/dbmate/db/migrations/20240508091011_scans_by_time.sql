-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY scans_at_idx ON scans USING brin (at);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY scans_at_idx;

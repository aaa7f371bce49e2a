CREATE TABLE commits (
    repository_id  integer NOT NULL REFERENCES repositories,
    hash           bytea NOT NULL CHECK (octet_length(hash) = 20),
    PRIMARY KEY (repository_id, hash)
);

-- A table whose rows belong to a tenant by their parent, and which has no policy.
-- finds leak public.comment_words: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), INSERT (its own tenant, another tenant, never set, empty, malformed), DELETE (its own tenant, another tenant, never set, empty, malformed), MERGE (its own tenant, never set), COPY (its own tenant, never set), RETURNING (its own tenant, another tenant, never set, empty, malformed)
-- finds rls-off public.comment_words


CREATE TABLE comment_words (comment_id bigint NOT NULL REFERENCES comments, word text);
CREATE INDEX ON comment_words (comment_id);
GRANT SELECT, INSERT, DELETE ON comment_words TO app;

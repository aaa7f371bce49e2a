-- A table whose rows belong to a tenant by their parent, and which has no policy.
-- finds leak public.comment_words: SELECT (whatever the setting), INSERT (whatever the setting), DELETE (whatever the setting), MERGE (whatever the setting), COPY (whatever the setting), RETURNING (whatever the setting)
-- finds rls-off public.comment_words




CREATE TABLE comment_words (comment_id bigint NOT NULL REFERENCES comments, word text);
CREATE INDEX ON comment_words (comment_id);
GRANT SELECT, INSERT, DELETE ON comment_words TO app;

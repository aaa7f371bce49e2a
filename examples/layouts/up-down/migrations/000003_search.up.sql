CREATE INDEX CONCURRENTLY messages_body_idx ON messages USING gin (body jsonb_path_ops);

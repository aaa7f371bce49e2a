DROP INDEX CONCURRENTLY messages_body_idx;

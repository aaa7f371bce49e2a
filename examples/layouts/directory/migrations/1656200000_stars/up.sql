ALTER TABLE repositories ADD COLUMN stars integer NOT NULL DEFAULT 0;

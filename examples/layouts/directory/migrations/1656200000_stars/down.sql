ALTER TABLE repositories DROP COLUMN stars;

-- The tenant is of an enum type, and so awkward a column as can be.
CREATE TYPE customer AS ENUM ('Acme & Co', 'O''Reilly');
CREATE TABLE "Odd docs" (tenant_id customer NOT NULL, "the Id" bigint, "Title" text NOT NULL CHECK (length("Title") > 2),
  PRIMARY KEY (tenant_id, "the Id"));
ALTER TABLE "Odd docs" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Odd docs" FORCE ROW LEVEL SECURITY;
CREATE POLICY "a policy" ON "Odd docs" USING (tenant_id::text = current_setting('app.tenant_id'));
GRANT SELECT, INSERT, UPDATE, DELETE ON "Odd docs" TO app;

-- A row that names no tenant becomes one of the first.
-- finds tenant-default public.docs


ALTER TABLE docs ALTER COLUMN tenant_id SET DEFAULT 1;

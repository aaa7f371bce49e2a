-- Deleting one's own document deletes what another tenant has hung on it.
-- finds fk-without-tenant public.comments
-- finds reference-leak public.comments: FOREIGN KEY (its own tenant, another tenant, changed in mid-transaction)




ALTER TABLE docs ADD UNIQUE (id);
ALTER TABLE comments DROP CONSTRAINT comments_tenant_id_doc_id_fkey,
  ADD CONSTRAINT comments_doc FOREIGN KEY (doc_id) REFERENCES docs (id) ON DELETE CASCADE;

-- A foreign key that does not carry the tenant.
-- finds fk-without-tenant public.comments
-- finds reference-leak public.comments: FOREIGN KEY (its own tenant, another tenant, changed in mid-transaction)




ALTER TABLE docs ADD UNIQUE (id);
ALTER TABLE comments DROP CONSTRAINT comments_tenant_id_doc_id_fkey,
  ADD CONSTRAINT comments_doc FOREIGN KEY (doc_id) REFERENCES docs (id);

-- No index begins with the tenant.
-- finds index-missing public.comments


DROP INDEX comments_tenant_id_doc_id_idx;

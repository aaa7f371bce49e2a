-- A rule of the owner deletes what the caller does not see.
-- finds rls-not-forced public.comments
-- finds rule-crosses public.docs
-- finds side-effect public.docs: SIDE EFFECT (its own tenant)






ALTER TABLE comments NO FORCE ROW LEVEL SECURITY;
CREATE RULE forget AS ON DELETE TO docs DO ALSO DELETE FROM comments;

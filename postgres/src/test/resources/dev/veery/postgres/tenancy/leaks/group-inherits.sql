-- The right and the policy come by a group.
-- finds leak public.comments: SELECT (its own tenant, another tenant, changed in mid-transaction), COPY (its own tenant, another tenant, changed in mid-transaction)
-- finds policy-open public.comments




GRANT app_group TO app;
CREATE POLICY for_group ON comments FOR SELECT TO app_group USING (text IS NOT NULL OR text IS NULL);

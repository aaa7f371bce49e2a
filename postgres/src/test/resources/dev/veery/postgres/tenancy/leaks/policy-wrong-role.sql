-- The policy is for the wrong role, and another one for everybody lets everything be read.
-- finds leak public.docs: SELECT (whatever the setting), COPY (whatever the setting)
-- finds policy-missing public.docs
-- finds policy-open public.docs






DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs TO keeper USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY readers ON docs FOR SELECT TO app USING (id > 0);

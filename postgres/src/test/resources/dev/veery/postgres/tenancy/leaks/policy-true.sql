-- A second policy lets everything through; policies are joined by OR.
-- finds leak public.docs: SELECT (whatever the setting), COPY (whatever the setting)
-- finds policy-open public.docs




CREATE POLICY all_rows ON docs FOR SELECT USING (true);

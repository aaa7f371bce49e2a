-- A second policy lets everything through; policies are joined by OR.
-- finds leak public.docs: SELECT (its own tenant, another tenant, never set, empty, malformed, changed in mid-transaction), COPY (its own tenant, never set)
-- finds policy-open public.docs


CREATE POLICY all_rows ON docs FOR SELECT USING (true);

-- What was meant to restrict is permissive.
-- finds leak public.docs: SELECT (its own tenant, another tenant, changed in mid-transaction), COPY (its own tenant, another tenant, changed in mid-transaction)
-- finds policy-open public.docs




CREATE POLICY not_secret ON docs FOR SELECT USING (NOT secret);

-- Policies do not hold for the owner, who is not the application.
-- finds rls-not-forced public.docs


ALTER TABLE docs NO FORCE ROW LEVEL SECURITY;

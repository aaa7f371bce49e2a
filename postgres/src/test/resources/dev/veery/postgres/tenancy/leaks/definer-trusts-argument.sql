-- The function takes the tenant's word for who it is.
-- finds definer-function public.docs_of(bigint)
-- finds leak public.docs_of(bigint): CALL (its own tenant, never set, empty, malformed)




CREATE FUNCTION docs_of(tenant bigint) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT title FROM public.docs WHERE tenant_id = tenant $$;

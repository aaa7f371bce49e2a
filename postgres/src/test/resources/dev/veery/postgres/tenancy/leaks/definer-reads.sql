-- A SECURITY DEFINER function gives any row for its key.
-- finds definer-function public.doc_title(bigint)
-- finds leak public.doc_title(bigint): CALL (its own tenant, never set, empty, malformed)




CREATE FUNCTION doc_title(doc bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT title FROM public.docs WHERE id = doc $$;

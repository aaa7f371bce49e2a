-- A SECURITY DEFINER function that only counts.
-- finds definer-function public.doc_count()
-- finds leak public.doc_count(): CALL (its own tenant, never set, empty, malformed)




CREATE FUNCTION doc_count() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ BEGIN RETURN (SELECT count(*) FROM public.docs); END $$;

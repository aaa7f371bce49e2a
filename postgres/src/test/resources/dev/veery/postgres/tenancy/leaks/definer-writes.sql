-- A SECURITY DEFINER procedure that changes any row.
-- finds definer-function public.retitle(bigint)
-- finds leak public.retitle(bigint): CALL (its own tenant, never set)




CREATE PROCEDURE retitle(doc bigint) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE public.docs SET title = 'retitled' WHERE id = doc;
END $$;

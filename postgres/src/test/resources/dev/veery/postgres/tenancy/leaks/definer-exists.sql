-- A SECURITY DEFINER function that fails for what is not there.
-- finds definer-function public.touch(bigint)
-- finds leak public.touch(bigint): CALL (its own tenant, never set, empty, malformed)




CREATE FUNCTION touch(doc bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM 1 FROM public.docs WHERE id = doc;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no document %', doc;
  END IF;
END $$;

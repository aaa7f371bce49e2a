-- The table's name is put together.
-- finds leak public.rows_of(text): CALL (its own tenant, never set, empty, malformed)


CREATE FUNCTION rows_of(t text) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE 'SELECT count(*) FROM public.do' || 'cs' INTO n;
  RETURN n;
END $$;

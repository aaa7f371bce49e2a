-- A function that is marked LEAKPROOF and is not runs before the policies.
-- finds function-leakproof public.longer(text)


CREATE FUNCTION longer(a text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.0001 AS $$
BEGIN
  RAISE NOTICE '%', a;
  RETURN true;
END $$;

-- A function in the policy tells the client about every row that it is asked for.
-- finds policy-function-talks public.is_ours(bigint, text)


CREATE FUNCTION is_ours(tenant bigint, title text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF tenant <> current_setting('app.tenant_id')::bigint THEN
    RAISE NOTICE 'not ours: %', title;
  END IF;
  RETURN tenant = current_setting('app.tenant_id')::bigint;
END $$;
DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (is_ours(tenant_id, title));

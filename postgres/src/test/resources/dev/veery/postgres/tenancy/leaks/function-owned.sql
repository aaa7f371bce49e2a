-- The application owns the function that its policies ask.
-- finds policy-function-owned public.current_tenant()


CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql STABLE
  AS $$ SELECT current_setting('app.tenant_id')::bigint $$;
ALTER FUNCTION current_tenant() OWNER TO app;
DROP POLICY tenant ON docs;
CREATE POLICY tenant ON docs USING (tenant_id = current_tenant());

-- SECURITY DEFINER functions that ask for the tenant themselves.
CREATE TABLE docs (tenant_id bigint NOT NULL, id bigint, title text, PRIMARY KEY (tenant_id, id));
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON docs USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON docs TO app;
CREATE FUNCTION doc_count() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  AS $$ SELECT count(*) FROM public.docs
        WHERE tenant_id = current_setting('app.tenant_id')::bigint $$;
CREATE FUNCTION retitle(doc bigint, new_title text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.docs SET title = new_title
    WHERE tenant_id = current_setting('app.tenant_id')::bigint AND id = doc;
END $$;
CREATE FUNCTION find(words text) RETURNS SETOF docs LANGUAGE sql STABLE
  AS $$ SELECT * FROM docs WHERE title LIKE words || '%' $$;

-- The caller decides which operators the owner uses.
-- finds definer-search-path public.our_count()


CREATE FUNCTION our_count() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
  AS $$ SELECT count(*) FROM public.docs
        WHERE tenant_id = current_setting('app.tenant_id')::bigint $$;

-- A trigger of a superuser writes to rows of everybody.
-- finds side-effect public.docs: SIDE EFFECT (its own tenant)
-- finds trigger-crosses public.docs




CREATE FUNCTION renumber() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE public.comments SET text = 'the documents have changed';
  RETURN NULL;
END $$;
CREATE TRIGGER renumber AFTER UPDATE OR DELETE ON docs FOR EACH STATEMENT EXECUTE FUNCTION renumber();

-- Stands beside the entities: veery generate adds it to what they want.
CREATE FUNCTION public.age_of(opened timestamp with time zone) RETURNS interval
  LANGUAGE sql STABLE AS 'SELECT date_trunc(''hour'', now() - opened)';

CREATE VIEW public.waiting AS
  SELECT t.id, public.age_of(t.opened_at) AS age
    FROM public.ticket t
   WHERE t.state = 'WAITING';

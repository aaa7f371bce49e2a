-- Migration: reports
-- Description: creates function public.age_of(timestamp with time zone), creates view public.waiting
-- Date: 2026-03-03

-- Up Migration
SET check_function_bodies = off;
CREATE FUNCTION public.age_of(opened timestamp with time zone) RETURNS interval
    LANGUAGE sql STABLE
    AS $$SELECT date_trunc('hour', now() - opened)$$;
CREATE VIEW public.waiting AS
SELECT id,
    public.age_of(opened_at) AS age
   FROM public.ticket t
  WHERE ((state)::text = 'WAITING'::text);
RESET check_function_bodies;

-- Down Migration
DROP VIEW public.waiting;
DROP FUNCTION public.age_of(timestamp with time zone);

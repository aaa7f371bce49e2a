-- Migration: what entities cannot say
-- Description: row-level security, a trigger, partial and expression indexes, a search column, a check, rights
-- Date: 2026-03-02

-- Up Migration
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER ticket_touch BEFORE UPDATE ON public.ticket FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY ticket_of_agent ON public.ticket
  USING (agent_id IS NULL OR agent_id = nullif(current_setting('desk.agent', true), '')::bigint);

CREATE INDEX ticket_open_idx ON public.ticket (opened_at) WHERE state <> 'CLOSED';
CREATE INDEX person_name_idx ON public.person (lower(name));

ALTER TABLE public.article
  ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, title)) STORED;
CREATE INDEX article_search_idx ON public.article USING gin (search);

ALTER TABLE public.invoice
  ADD CONSTRAINT invoice_paid_later CHECK (paid_at IS NULL OR paid_at >= issued_on);

CREATE VIEW public.open_ticket AS
  SELECT t.id, t.subject, t.opened_at, p.name AS customer
    FROM public.ticket t
    JOIN public.person p ON p.id = t.customer_id
   WHERE t.state IN ('OPEN', 'WAITING');
GRANT SELECT ON public.open_ticket TO PUBLIC;

CREATE TABLE public.legacy_import (
    id bigint NOT NULL,
    line text,
    CONSTRAINT legacy_import_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE public.ticket IS 'What customers ask for';

-- Down Migration
COMMENT ON TABLE public.ticket IS NULL;
DROP TABLE public.legacy_import;
DROP VIEW public.open_ticket;
ALTER TABLE public.invoice DROP CONSTRAINT invoice_paid_later;
DROP INDEX public.article_search_idx;
ALTER TABLE public.article DROP COLUMN search;
DROP INDEX public.person_name_idx;
DROP INDEX public.ticket_open_idx;
DROP POLICY ticket_of_agent ON public.ticket;
ALTER TABLE public.ticket DISABLE ROW LEVEL SECURITY;
DROP TRIGGER ticket_touch ON public.ticket;
DROP FUNCTION public.touch();

-- Whoever may make a trigger sees what everybody writes.
-- finds trigger-granted public.docs


GRANT TRIGGER ON docs TO app;

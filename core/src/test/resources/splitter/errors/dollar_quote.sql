DO $body$ BEGIN END $bod$;
SELECT $$ 1;

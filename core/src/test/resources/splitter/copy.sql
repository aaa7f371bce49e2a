CREATE TABLE IF NOT EXISTS copied (a text, b text);
COPY copied (a, b) FROM STDIN;
it's; "data	$$
-- not a comment	/* nor this
\\.	\N
\.
COPY copied FROM stdin WITH (FORMAT csv);
1,"a;
\\.
b"
\.

copy public.copied from stdin (format csv, header) where a <> 'FROM STDIN';  -- the data follow
a,b
\.
COPY copied TO STDOUT;
COPY (SELECT a FROM copied) TO STDOUT;
SELECT 'COPY copied FROM STDIN';
COPY copied FROM STDIN;
no	end

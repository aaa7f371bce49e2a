CREATE TABLE copied (a text, b text);
COPY copied FROM STDIN;
a	b
\.
SELECT 1;

SELECT 2,

3;

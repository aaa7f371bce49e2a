CREATE TABLE IF NOT EXISTS copied (a text, b text);
\copy copied from 'splitter/include/data.csv' csv header
\copy copied (a, b) FROM splitter/include/data.csv WITH (FORMAT csv)
\copy copied FROM STDIN
a	b
\.
SELECT 1;

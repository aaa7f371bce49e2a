\set a :b
\set b ':a'
\set a ':b'
SELECT :a;
\set open '''open'
SELECT :open;
\set command '\\echo x'
:command

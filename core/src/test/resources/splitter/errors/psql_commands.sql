SELECT 1;
\gexec
SELECT 2 \gset
  \d table
\connect other
\! rm -rf x
\set AUTOCOMMIT off
\set ON_ERROR_STOP off
\set SINGLELINE
\copy t TO 'x'
\copy t FROM PROGRAM 'x'
\echo `date`
\echo 'open
\encoding LATIN1
\ nothing
\i
\unset
\o file
\copy t
SELECT 3;

\set ON_ERROR_STOP on
\set ON_ERROR_STOP 1
\set ON_ERROR_STOP
\set AUTOCOMMIT on
\set VERBOSITY verbose
\timing on
\pset pager off
\x auto
\a
\t
\encoding UTF8
\encoding 'utf-8'
\restrict aKey
SELECT 1;
\unrestrict aKey
SELECT 2;
\conninfo

\set from_outer 'set outside'
SELECT 'before';
\i splitter/include/one.sql
SELECT :'from_inner';
SELECT 1,
\ir include/deeper/two.sql
 2;
\include splitter/include/one.sql;

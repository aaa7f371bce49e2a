-- an included file
SELECT 'one', :'from_outer';
\set from_inner 'set inside'
\ir deeper/two.sql
SELECT 'no semicolon'

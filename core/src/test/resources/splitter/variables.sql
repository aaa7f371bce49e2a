\set name 'weird "name'
\set value 'it''s \\ here'
\set number 42
\set statements 'SELECT 1; SELECT 2'
\set empty ''
\set list 1 , 2
\set nested ':number + 1'
SELECT :number, :'value', :"name", :'number';
SELECT :nested;
SELECT :undefined, :'undefined', :"undefined", x::text, y := 1, a[1:number];
SELECT ':number', ":number", $$:number$$, E':number' -- :number
  /* :number */;
:statements;
SELECT 3:empty;
SELECT :list;
SELECT :{?number}, :{?undefined}, :{?};
\unset number
SELECT :number, :{?number};
SELECT :'given', :"given";
SELECT 1 \; SELECT 2;
SELECT 1 \: 2;
\set t 'CREATE TABLE'
:t x (a int);

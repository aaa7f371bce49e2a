\if :{?given}
SELECT 'given';
\else
SELECT 'not given';
\endif
\if false
SELECT 'not sent', 'it''s;';
\nonsense is ignored here
\if true
SELECT 'not sent either';
\else
SELECT 'nor this';
\endif
\elif yes
SELECT 'sent';
\elif true
SELECT 'behind a taken branch';
\else
SELECT 'else';
\endif
SELECT 1,
\if on
  2,
\else
  (3,
\endif
  4;
SELECT
  \if 0
  5
  \else
  6
  \endif
;
\if 1
CREATE TABLE a (
\endif
x int);

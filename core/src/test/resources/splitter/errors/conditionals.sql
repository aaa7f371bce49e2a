\if true
SELECT 1;
\else
SELECT 2;
\else
\elif 1
\endif
\endif
\if maybe
\endif
\if
\endif
\elif x

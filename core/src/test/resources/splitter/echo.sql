\echo
\echo hello   'quoted   text' "double   quotes" :given :'given' :undefined
\echo -n no line end
\qecho 'it''s \t tab' \\ SELECT 1; \echo two on a line
\warn -- not a comment
SELECT 2 \echo in the middle
 , 3;
\echo 'x';

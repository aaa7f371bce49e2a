SELECT 1+-2, 1-+2, 1@-2, a<>b, a!=b, a>=b, a=>b, a->>b, a#>>b, a?-b, a||'x;';
SELECT *--;
 FROM t;
SELECT a <-- ;
 b, a <@ b, a @> b, a ?| b, a ?& b, @-@ c, !! 5, 5 !;
SELECT a::int, b :: text, c.d, e..f, g:=h;
SELECT *, / FROM t;

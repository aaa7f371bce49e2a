SELECT $$a;b$$, $t$c;$$;d$t$, $_1$;$_1$;
SELECT $outer$ $inner$ ; $inner$ $outer$;
SELECT $tag$near miss $tag $ta$ $tagg$ $$tag$;
SELECT $a$x$ab$a$;
SELECT a$b$c, 1 AS d$$e FROM t WHERE a$b$c = $1 AND x=$2;
SELECT $1$a$;$a$;
SELECT a$$;
SELECT $é$;$é$;
SELECT $$--$$, $$/*$$, $$'$$;
SELECT $x$
;

;
$x$ AS body;
SELECT $a$b$a$c$a$;

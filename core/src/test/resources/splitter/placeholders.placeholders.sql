CREATE TABLE ${schema}.${prefix}_t (a text DEFAULT '${text}', "${schema}" int);
CREATE TABLE ${schema}.p_${prefix} (a int); -- ${undefined_in_comment}
SELECT $$body ${text} ; \${text} ${x + 1}$$, E'\${text} ${text}', '$${text}';
${statement}
SELECT ${list}, '${quotes}', a${schema}b, $1, $a$${schema}$a$;
COPY ${schema}.t FROM STDIN;
${undefined_in_data}
\.
SELECT '${weird name} ${}' /* ${undefined_in_comment} */;

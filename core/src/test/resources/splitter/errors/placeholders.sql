SELECT ${schma}.t, '${nothing_like_it}' FROM ${schema}.t
 WHERE "${tex}" = $$${lists}$$;
SELECT '${list}';
\restrict one
SELECT 1;
\echo no
\copy t from 'x'
\unrestrict two
\unrestrict one
\restrict

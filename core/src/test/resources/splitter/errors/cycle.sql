\i splitter/errors/cycle.sql
\ir cycle_inner.sql
\i nowhere.sql
\ir nowhere.sql
\i ../resources/../../../pom.xml
\i splitter

CREATE OPERATOR CLASS cls FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int), FUNCTION 2 btint4sortsupport(internal);
CREATE TABLE t (a int);
CREATE INDEX i ON t (a cls);

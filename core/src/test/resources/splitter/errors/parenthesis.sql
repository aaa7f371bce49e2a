SELECT 1;
CREATE TABLE t (
  a int,
  b numeric(10, 2;
SELECT 2;

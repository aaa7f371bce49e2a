ALTER TABLE employees DROP COLUMN department;
DROP TABLE departments;

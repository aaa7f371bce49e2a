-- The repeatable view reads the column.
DROP VIEW IF EXISTS salaries_by_department;
ALTER TABLE employees DROP COLUMN department;
DROP TABLE departments;

CREATE TABLE departments (
    code  text PRIMARY KEY,
    head  integer REFERENCES employees (number)
);
ALTER TABLE employees ADD COLUMN department text REFERENCES departments (code);

CREATE INDEX CONCURRENTLY employees_department_idx ON employees (department);

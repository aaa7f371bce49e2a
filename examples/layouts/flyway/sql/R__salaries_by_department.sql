CREATE OR REPLACE VIEW salaries_by_department AS
SELECT department, count(*) AS heads, sum(monthly) AS monthly
  FROM employees
 GROUP BY department;

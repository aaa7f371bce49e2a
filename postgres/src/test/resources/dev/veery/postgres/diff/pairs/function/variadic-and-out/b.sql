CREATE FUNCTION f(VARIADIC a int[], OUT b int, OUT c text) LANGUAGE plpgsql AS 'BEGIN END';

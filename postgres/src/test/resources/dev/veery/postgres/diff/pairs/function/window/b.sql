CREATE FUNCTION f() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';

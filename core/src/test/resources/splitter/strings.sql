SELECT 'it''s; fine', '', '''', 'a;''';
SELECT 'back\', 'slash';
SELECT E'quote \' and ; and \\', e'\'', E'\\';
SELECT 'continued; '
  'over; '
  -- a comment between; the pieces
  'lines';
SELECT B'01;' , X'1F', x'ab;', N'national;', n'it''s;';
SELECT U&'d\0061t;\+000061', u&'it''s;', U&'d!0061;' UESCAPE '!';
SELECT 1 AS "quoted ; "" name", 2 AS U&"d\0061t""a;", u&";" , "";
SELECT 'one line' 'two';
SELECT 'multi
line; with

an empty line';
SELECT "a
b;"
;

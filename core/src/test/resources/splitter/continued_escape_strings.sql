SELECT E'continued \'; '
'and \'; on';
SELECT E'a' -- a comment; here

  '\';' , 'b';
SET standard_conforming_strings = off;
SELECT 'a'
'\'; b';

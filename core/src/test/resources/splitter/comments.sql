-- a leading comment; not sent
/* a block comment; sent with the statement */
-- another; in the buffer now
SELECT 1 /* nested /* comment; */ still; */ + 2; -- trailing; 'quote
SELECT 1--2;
;
SELECT 3 */**/ 4;
SELECT 5 +-- comment;
 6;
SELECT 7 @-- comment;
 8;
SELECT 9 =/* c; */ 10;
SELECT 11 - -12, 13 */*;*/14;
SELECT 15 /* it's; "quoted; $$ */;
/* only a comment; */ /**/ SELECT /***/ 16 /* **/ /*/ ; */ + 1;
SELECT 17 -- ends with the file; 

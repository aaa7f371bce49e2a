CREATE TABLE t (

  a int,


  b text -- with a comment

  , c text
   
);

/* block

comment */

SELECT 1

;

;;
 ; /* c */ ;
SELECT 1;;
-- Migration: directives
-- veery: of=file

-- veery: above=1
-- an ordinary comment
--veery:   also=above  
SELECT 1;

SELECT 2; -- veery: behind=2
SELECT 3,
  -- veery: inside=3
  4;
-- veery: not-above=1

SELECT 5;
/* veery: block comments say nothing */
SELECT '-- veery: nor do strings';
-- veery: last=file

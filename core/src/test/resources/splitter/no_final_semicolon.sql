SELECT 1;

SELECT 2
  FROM t

-- the end


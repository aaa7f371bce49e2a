SELECT 'Ã©';
SELECT 'í €';

SELECT 'été';
SELECT 'Ã©';

DELETE FROM readings WHERE station IN ('ZUGS', 'HELG') AND at < '2026-01-03';
DELETE FROM stations WHERE code IN ('ZUGS', 'HELG');

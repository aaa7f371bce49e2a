INSERT INTO stations VALUES ('ZUGS', 'Zugspitze', 2962), ('HELG', 'Helgoland', 4);

COPY readings (station, at, celsius) FROM stdin (DELIMITER ',');
ZUGS,2025-12-31 12:00+00,-11.4
ZUGS,2026-01-01 12:00+00,-9.8
HELG,2026-01-01 12:00+00,3.2
HELG,2026-01-02 12:00+00,\N
\.

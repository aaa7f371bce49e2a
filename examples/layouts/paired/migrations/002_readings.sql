CREATE TABLE readings (
    station  char(4) NOT NULL REFERENCES stations (code),
    at       timestamptz NOT NULL,
    celsius  numeric(4, 1),
    PRIMARY KEY (station, at)
) PARTITION BY RANGE (at);

CREATE TABLE readings_2025 PARTITION OF readings
    FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
CREATE TABLE readings_2026 PARTITION OF readings
    FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2027-01-01 00:00+00');

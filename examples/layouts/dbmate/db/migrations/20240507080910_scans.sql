-- migrate:up
CREATE TYPE scan_kind AS ENUM ('accepted', 'sorted', 'delivered');
CREATE TABLE scans (
    tracking_code  text NOT NULL REFERENCES parcels,
    at             timestamptz NOT NULL,
    kind           scan_kind NOT NULL,
    PRIMARY KEY (tracking_code, at)
);

-- migrate:down
DROP TABLE scans;
DROP TYPE scan_kind;

-- migrate:up
CREATE TABLE parcels (
    tracking_code  text PRIMARY KEY,
    weight_grams   integer NOT NULL CHECK (weight_grams BETWEEN 1 AND 31500)
);

-- migrate:down
DROP TABLE parcels;

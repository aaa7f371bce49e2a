CREATE PUBLICATION p;
CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION b, a WITH (connect = false, slot_name = 'there', binary = true);
COMMENT ON SUBSCRIPTION s IS 'rows from elsewhere';
CREATE SUBSCRIPTION "Own Slot" CONNECTION '' PUBLICATION "P" WITH (connect = false);

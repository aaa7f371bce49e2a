-- since 17
CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION a WITH (connect = false, slot_name = 'there', two_phase = true, origin = none);

CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION a WITH (connect = false, slot_name = NONE, streaming = off);

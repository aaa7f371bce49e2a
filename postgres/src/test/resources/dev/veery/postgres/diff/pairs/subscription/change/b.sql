CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION a, c WITH (connect = false, slot_name = 'there', streaming = on, binary = true, synchronous_commit = 'local');
COMMENT ON SUBSCRIPTION s IS 'changed';

CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION mood_out(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';

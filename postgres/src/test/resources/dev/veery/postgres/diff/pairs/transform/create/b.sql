CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION mood_out(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION mood_in(internal) RETURNS mood LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION mood_out(internal), TO SQL WITH FUNCTION mood_in(internal));
COMMENT ON TRANSFORM FOR mood LANGUAGE plpgsql IS 'moods';

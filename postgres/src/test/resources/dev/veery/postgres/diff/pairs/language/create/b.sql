CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE sample HANDLER h;
COMMENT ON LANGUAGE sample IS 'l';
REVOKE USAGE ON LANGUAGE sample FROM PUBLIC;

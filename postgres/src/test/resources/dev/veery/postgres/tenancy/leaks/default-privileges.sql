-- Whatever table is made is open to the application from the start.
-- finds default-privileges public.*


ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;

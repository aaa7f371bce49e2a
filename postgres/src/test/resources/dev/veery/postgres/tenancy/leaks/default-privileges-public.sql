-- Whatever table is made is open to everybody.
-- finds default-privileges tables


ALTER DEFAULT PRIVILEGES FOR ROLE keeper GRANT SELECT, INSERT ON TABLES TO PUBLIC;

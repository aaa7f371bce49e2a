-- The application may become a role that has BYPASSRLS.
-- finds role-can-become app


ALTER ROLE auditor BYPASSRLS;
GRANT auditor TO app;

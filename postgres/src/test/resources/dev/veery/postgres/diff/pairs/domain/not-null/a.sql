CREATE DOMAIN positive AS int;

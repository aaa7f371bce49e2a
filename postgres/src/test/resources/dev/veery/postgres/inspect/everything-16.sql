-- What PostgreSQL 16 brought.
CREATE COLLATION shop.ruled (provider = icu, locale = 'und', rules = '& a < g');
CREATE TABLE shop.sixteen (a text STORAGE EXTERNAL COMPRESSION pglz);
CREATE VIEW shop.json_view AS SELECT JSON_OBJECT('a': 1) AS o, '{}' IS JSON OBJECT AS is_json;

-- since 18
CREATE TABLE t (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE t WITH (publish_generated_columns = stored);

CREATE TABLE t (m text DEFAULT 'a');

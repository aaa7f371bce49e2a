\i splitter/errors/cycle.sql

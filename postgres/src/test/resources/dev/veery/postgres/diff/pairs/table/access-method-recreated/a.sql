-- until 14
CREATE TABLE a (id int PRIMARY KEY, x int, y text);
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int);

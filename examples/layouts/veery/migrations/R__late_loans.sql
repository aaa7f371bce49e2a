-- Runs again whenever it changes.
CREATE OR REPLACE VIEW late_loans AS
SELECT m.name, b.title, l.since
  FROM loans l
  JOIN members m ON m.id = l.member_id
  JOIN books b USING (isbn)
 WHERE l.since < current_date - 28;

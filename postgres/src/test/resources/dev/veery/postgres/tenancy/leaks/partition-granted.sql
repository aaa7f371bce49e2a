-- Partitions can be named directly, and have no policies of their own.
-- finds leak public.events_new: SELECT (whatever the setting), COPY (whatever the setting)
-- finds leak public.events_old: SELECT (whatever the setting), COPY (whatever the setting)
-- finds partition-exposed public.events_new
-- finds partition-exposed public.events_old








CREATE TABLE events (tenant_id bigint NOT NULL, at date NOT NULL, what text, PRIMARY KEY (tenant_id, at))
  PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2100-01-01');
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events USING (tenant_id = current_setting('app.tenant_id')::bigint);
GRANT SELECT, INSERT ON events TO app;
GRANT SELECT ON events_old, events_new TO app;

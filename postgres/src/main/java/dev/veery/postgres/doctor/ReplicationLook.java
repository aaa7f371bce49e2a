package dev.veery.postgres.doctor;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Session.RowReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Replicas that fall behind and slots that hold WAL back: a rewrite writes a lot of it. */
final class ReplicationLook implements Look {

  private final Limits limits;
  private final List<String> replicas = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> slots = new ArrayList<>();
  private final List<String> holding = new ArrayList<>();
  private int hidden;
  private int count;
  private int slotCount;
  private long worst;

  ReplicationLook(Limits limits) {
    this.limits = limits;
  }

  @Override
  public String title() {
    return "Replication";
  }

  @Override
  public String code() {
    return "replication";
  }

  @Override
  public String sql() {
    return """
    SELECT coalesce(nullif(r.application_name, ''), 'pid ' || r.pid), r.state, r.sync_state,
      CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN
        -- Who only receives, such as an archive, replays nothing.
        pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(),
          coalesce(r.replay_lsn, r.flush_lsn, r.write_lsn, r.sent_lsn)) END::bigint,
      (extract(epoch FROM r.replay_lag) * 1000)::bigint
    FROM pg_catalog.pg_stat_replication r ORDER BY 1;
    SELECT s.slot_name::text, s.slot_type, s.active, s.wal_status,
      CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN
        pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn) END::bigint
    FROM pg_catalog.pg_replication_slots s WHERE NOT s.temporary ORDER BY 1
    """;
  }

  @Override
  public List<RowReader> readers() {
    return List.of(
        row -> {
          count++;
          if (row.getString(2) == null) {
            hidden++;
            return;
          }
          long bytes = row.getLong(4);
          Duration lag = Duration.ofMillis(row.getLong(5));
          String words =
              row.getString(1)
                  + " ("
                  + row.getString(2)
                  + ", "
                  + row.getString(3)
                  + ") is "
                  + Amount.bytes(bytes)
                  + " and "
                  + Amount.age(lag)
                  + " behind";
          worst = Math.max(worst, lag.toMillis());
          replicas.add(words);
          if (lag.compareTo(limits.lag()) > 0 || bytes > limits.retained()) {
            late.add(words);
          }
        },
        row -> {
          slotCount++;
          boolean active = row.getBoolean(3);
          String status = String.valueOf(row.getString(4));
          long bytes = row.getLong(5);
          String words =
              row.getString(1)
                  + " ("
                  + row.getString(2)
                  + (active ? "" : ", nobody reads it")
                  + ") holds back "
                  + Amount.bytes(bytes);
          slots.add(words);
          if (!active
              || bytes > limits.retained()
              || status.equals("unreserved")
              || status.equals("lost")) {
            holding.add(words + (status.equals("lost") ? "; it is lost" : ""));
          }
        });
  }

  @Override
  public List<CheckLine> lines() {
    List<CheckLine> lines = new ArrayList<>();
    if (!late.isEmpty()) {
      lines.add(
          CheckLine.warning(
                  "replication-lag",
                  "replicas",
                  late.getFirst(),
                  "wait until it has caught up: what a migration writes comes on top")
              .details(late.subList(1, late.size()))
              .fact("replicas", count)
              .fact("lagMillis", worst));
    } else if (hidden > 0) {
      lines.add(
          CheckLine.skipped(
              "replication-lag",
              "replicas",
              "there are "
                  + count
                  + ", and this role may not see how far behind they are: grant it pg_monitor"));
    } else {
      lines.add(
          CheckLine.tick(
                  "replication-lag", "replicas", count == 0 ? "none" : String.join("; ", replicas))
              .fact("replicas", count)
              .fact("lagMillis", worst));
    }
    lines.add(
        (holding.isEmpty()
                ? CheckLine.tick(
                    "slots", "slots", slotCount == 0 ? "none" : String.join("; ", slots))
                : CheckLine.warning(
                        "slots",
                        "slots",
                        holding.getFirst(),
                        "see to its reader, or drop it: SELECT pg_drop_replication_slot('…'); the disk"
                            + " fills until then")
                    .details(holding.subList(1, holding.size())))
            .fact("slots", slotCount));
    return lines;
  }
}

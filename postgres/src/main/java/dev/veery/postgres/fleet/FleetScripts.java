package dev.veery.postgres.fleet;

import dev.veery.core.Sha256;
import dev.veery.core.plan.Direction;
import dev.veery.postgres.fleet.FleetOverview.Script;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import dev.veery.postgres.journal.Masking;
import dev.veery.postgres.journal.TenantClaim;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet has been told to run: the texts of migrations, and the lists of them that tenants
 * have, each under a number.
 */
public final class FleetScripts {

  private final Session session;
  private final String schema;
  private final Masking masking;

  /**
   * @param schema the journal's, quoted
   * @param masking keeps secrets out of the scripts that are kept
   */
  FleetScripts(Session session, String schema, Masking masking) {
    this.session = session;
    this.schema = schema;
    this.masking = masking;
  }

  /**
   * Keeps the texts of migrations.
   *
   * @return their ids, by version
   */
  public Map<String, Long> keep(Collection<MigrationRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return Map.of();
    }
    StringBuilder values = new StringBuilder();
    List<String> digests = new ArrayList<>();
    for (MigrationRow row : rows) {
      String written = row.downScript();
      String down = written == null ? null : masking.kept(written);
      String digest = digest(row, down);
      digests.add(digest);
      values
          .append(values.isEmpty() ? "(" : ", (")
          .append(
              String.join(
                  ", ",
                  Sql.literal(digest),
                  Sql.literal(row.version()),
                  Sql.literal(row.name()),
                  Sql.literal(row.kind().word()),
                  Sql.array(row.parents()),
                  Sql.literal(row.checksum()),
                  Sql.literal(row.rawHash()),
                  Sql.literal(down),
                  Sql.literal(row.path())))
          .append(")");
    }
    Map<String, Long> ids = new HashMap<>();
    session.query(
        "INSERT INTO "
            + schema
            + ".tenant_script (digest, version, name, kind, parents, checksum, raw_hash, down_script,"
            + " path) VALUES "
            + values
            + " ON CONFLICT (digest) DO NOTHING; SELECT version, id FROM "
            + schema
            + ".tenant_script WHERE digest = ANY ("
            + Sql.array(digests)
            + ")",
        List.of(row -> ids.put(row.getString(1), row.getLong(2))));
    return ids;
  }

  private static String digest(MigrationRow row, @Nullable String down) {
    String all =
        String.join(
            "\u0000",
            row.version(),
            row.name(),
            row.kind().word(),
            String.valueOf(row.parents()),
            row.checksum(),
            row.rawHash(),
            String.valueOf(down),
            row.path());
    return Sha256.shortHex(all);
  }

  /** Numbers for lists of scripts; equal lists have equal numbers. */
  public Map<List<Long>, Long> states(Collection<List<Long>> lists) throws SQLException {
    StringBuilder values = new StringBuilder();
    for (List<Long> list : lists) {
      StringBuilder array = new StringBuilder("'{");
      for (Long id : list) {
        array.append(array.length() > 2 ? "," : "").append(id);
      }
      values.append(values.isEmpty() ? "(" : ", (").append(array).append("}'::bigint[])");
    }
    Map<List<Long>, Long> ids = new HashMap<>();
    session.query(
        "WITH w (scripts) AS (VALUES "
            + values
            + ") INSERT INTO "
            + schema
            + ".tenant_state (scripts) SELECT DISTINCT scripts FROM w ON CONFLICT (scripts) DO NOTHING;"
            + " SELECT s.id, array_to_string(s.scripts, ',') FROM "
            + schema
            + ".tenant_state s JOIN (VALUES "
            + values
            + ") AS w (scripts) ON w.scripts = s.scripts",
        List.of(row -> {
          List<Long> list = new ArrayList<>();
          for (String id : row.getString(2).split(",")) {
            if (!id.isEmpty()) {
              list.add(Long.valueOf(id));
            }
          }
          ids.put(List.copyOf(list), row.getLong(1));
        }));
    return ids;
  }

  /** Every down script as it is kept, by the id of its migration; see {@link #restored}. */
  public Map<Long, @Nullable String> downs() throws SQLException {
    Map<Long, @Nullable String> scripts = new HashMap<>();
    session.query(
        "SELECT id, down_script FROM " + schema + ".tenant_script WHERE down_script IS NOT NULL",
        row -> scripts.put(row.getLong(1), row.getString(2)));
    return scripts;
  }

  /** A script that is kept, as it is to be run. */
  public String restored(String script) {
    return masking.restored(script);
  }

  /** Reads one state, and the migrations that are not known yet. */
  public void read(long state, Map<Long, List<Long>> states, Map<Long, Script> scripts)
      throws SQLException {
    new FleetReader(session, schema).readState(state, states, scripts);
  }

  /** The migration that is half done in a tenant, or null. */
  public @Nullable HalfDone half(TenantClaim claim) throws SQLException {
    List<HalfDone.Recorded> steps = new ArrayList<>();
    Long[] script = new Long[1];
    Direction[] direction = {Direction.UP};
    session.query(
        """
        SELECT open_script, open_state FROM {schema}.tenant WHERE name = %1$s AND open_script IS NOT NULL;
        SELECT s.ordinal, s.hash, s.state = 'done' FROM {schema}.tenant_step s
        JOIN {schema}.tenant t ON t.name = s.tenant AND t.open_script = s.script_id
          AND s.direction = CASE t.open_state WHEN 'applying' THEN 'up' ELSE 'down' END
        WHERE t.name = %1$s ORDER BY s.ordinal
        """
            .formatted(Sql.literal(claim.name()))
            .replace("{schema}", schema),
        List.of(
            row -> {
              script[0] = row.getLong(1);
              direction[0] = row.getString(2).equals("applying") ? Direction.UP : Direction.DOWN;
            },
            row ->
                steps.add(
                    new HalfDone.Recorded(row.getInt(1), row.getString(2), row.getBoolean(3)))));
    return script[0] == null ? null : new HalfDone(script[0], direction[0], steps);
  }
}

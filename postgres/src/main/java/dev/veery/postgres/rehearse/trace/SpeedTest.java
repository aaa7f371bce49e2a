package dev.veery.postgres.rehearse.trace;

import dev.veery.core.rehearse.Speeds;
import dev.veery.core.rehearse.Speeds.Rate;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Measures how fast a server is: about a third of a second of work on a table that is thrown away.
 */
public final class SpeedTest {

  private static final int ROWS = 40_000;

  private final Session session;

  private SpeedTest(Session session) {
    this.session = session;
  }

  /**
   * Measures. The tables are temporary and gone with the session.
   *
   * @param session to a scratch database
   */
  public static Speeds run(Session session) throws SQLException {
    return new SpeedTest(session).measure();
  }

  private Speeds measure() throws SQLException {
    // One process, as inside most DDL, so that the speed is that of one.
    session.execute("SET max_parallel_workers_per_gather = 0");
    session.execute("SET max_parallel_maintenance_workers = 0");
    session.execute("SET jit = off");
    session.execute(
        "CREATE TEMPORARY TABLE veery_speed AS SELECT i::bigint AS id,"
            + " pg_catalog.md5(i::text) AS word, i % 100 AS few,"
            + " pg_catalog.repeat('x', 30) AS filler FROM pg_catalog.generate_series(1, "
            + ROWS
            + ") i");
    String bytes = session.value("SELECT pg_catalog.pg_relation_size('veery_speed')");
    Rate scan =
        rate(
            "SELECT pg_catalog.count(*) FROM veery_speed WHERE word IS NULL",
            "SELECT pg_catalog.count(*) FROM veery_speed WHERE few < 0",
            "SELECT pg_catalog.count(*) FROM veery_speed WHERE filler = 'y'");
    Rate write =
        rate(
            "CREATE TEMPORARY TABLE veery_speed_2 AS SELECT * FROM veery_speed",
            "ALTER TABLE veery_speed ALTER COLUMN few TYPE bigint");
    Rate index =
        rate(
            "CREATE INDEX ON veery_speed (id)",
            "CREATE INDEX ON veery_speed (word)",
            "CREATE INDEX ON veery_speed (few)");
    Rate change = rate("UPDATE veery_speed_2 SET few = few + 1", "UPDATE veery_speed SET few = 1");
    session.execute("DROP TABLE veery_speed, veery_speed_2");
    return new Speeds(
        ROWS,
        bytes == null ? 1 : Math.max(1, Long.parseLong(bytes) / ROWS),
        scan,
        write,
        index,
        change);
  }

  private Rate rate(String... statements) throws SQLException {
    double[] rates = new double[statements.length];
    for (int i = 0; i < statements.length; i++) {
      long began = System.nanoTime();
      session.execute(statements[i]);
      rates[i] = ROWS / Math.max(1e-6, (System.nanoTime() - began) / 1e9);
    }
    Arrays.sort(rates);
    return new Rate(rates[0], rates[rates.length - 1]);
  }
}

package dev.veery.engine;

import dev.veery.postgres.session.Question;
import dev.veery.postgres.session.Sql;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many rows tables have: evidence of what a deployment has done to them. */
public final class RowCounts {

  private static final Duration LOCK = Duration.ofSeconds(2);

  private RowCounts() {}

  /**
   * Counts, each table in a transaction of its own.
   *
   * @param tables names as statements write them
   * @param patience for each of them; a table that takes longer, or cannot be read, is left out, as
   *     is one that is not there
   */
  public static Map<String, Long> of(Veery veery, List<String> tables, Duration patience) {
    Map<String, Long> counts = new LinkedHashMap<>();
    try {
      for (String table : tables) {
        String name =
            veery
                .session()
                .value("SELECT pg_catalog.to_regclass(" + Sql.literal(table) + ")::text");
        if (name != null) {
          Question.ask(
              veery.session(),
              LOCK,
              patience,
              "SELECT pg_catalog.count(*) FROM " + name,
              row -> counts.put(table, row.getLong(1)));
        }
      }
      return counts;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "counting rows");
    }
  }
}

package dev.veery.postgres.rehearse.rows;

import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of one column or domain that pass its checks: the server is shown many and keeps
 * those that do. Rows of such values then mostly pass, however many columns have checks of their
 * own.
 */
final class Sieve {

  private static final int DRAWN = 150;
  private static final long SEED = 42;

  private final Session session;

  /** How many distinct values it is shown. */
  private final int counted;

  /**
   * @param rows how many a table is to have
   */
  Sieve(Session session, int rows) {
    this.session = session;
    // Twice as many as needed, for partitions, of which each takes a part.
    this.counted = Math.max(200, 2 * rows);
  }

  /** Values that were shown to pass. */
  record Sieved(List<String> any, List<String> counted) implements Values {
    Sieved {
      any = List.copyOf(any);
      counted = List.copyOf(counted);
    }

    @Override
    public String next(SplittableRandom random, Style style) {
      return any.get(random.nextInt(any.size()));
    }

    @Override
    public @Nullable String distinct(long number) {
      return number < counted.size() ? counted.get((int) number) : null;
    }
  }

  /**
   * Lets values through.
   *
   * @param type of the column, as SQL, without the checks
   * @param column its name in the conditions, as SQL
   * @param likely values that are more likely to pass than others
   * @return null when none passed
   */
  @Nullable Values through(
      Values values, String type, String column, List<String> likely, List<String> conditions)
      throws SQLException {
    var random = new SplittableRandom(SEED);
    Set<String> any = new LinkedHashSet<>(likely);
    for (int i = 0; i < DRAWN; i++) {
      any.add(values.next(random, Values.Style.WILD));
      any.add(values.next(random, Values.Style.TAME));
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (int i = 0; i < counted; i++) {
      String value = values.distinct(i);
      if (value != null) {
        distinct.add(value);
      }
    }
    // The likely ones may be distinct, too: days within the bounds of a partition.
    List<String> passedAny = passed(any, type, column, conditions);
    List<String> passedCounted = passed(distinct, type, column, conditions);
    if (passedAny.isEmpty() && passedCounted.isEmpty()) {
      return null;
    }
    return new Sieved(
        passedAny.isEmpty() ? passedCounted : passedAny,
        passedCounted.size() < passedAny.size() && values.distinct(0) != null
            ? passedAny
            : passedCounted);
  }

  private List<String> passed(
      Set<String> candidates, String type, String column, List<String> conditions)
      throws SQLException {
    if (candidates.isEmpty()) {
      return List.of();
    }
    session.execute("DROP TABLE IF EXISTS pg_temp.veery_sieve");
    session.execute("CREATE TEMPORARY TABLE veery_sieve (veery_text text, veery_order int)");
    CopyText text = new CopyText();
    int order = 0;
    for (String candidate : candidates) {
      text.add(new @Nullable String[] {candidate, Integer.toString(order++)});
    }
    try {
      session.copyIn("COPY pg_temp.veery_sieve FROM STDIN", text.stream());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    String passes = "((" + String.join(") IS NOT FALSE AND (", conditions) + ") IS NOT FALSE)";
    String query =
        "SELECT veery_text FROM (SELECT veery_text, veery_order, veery_text::"
            + type
            + " AS "
            + column
            + " FROM pg_temp.veery_sieve OFFSET 0) veery_x WHERE "
            + passes
            + " ORDER BY veery_order";
    List<String> passed = new ArrayList<>();
    try {
      session.query(query, row -> passed.add(row.getString(1)));
    } catch (SQLException e) {
      if (ServerError.of(e).connectionIsGone()) {
        throw e;
      }
      passed.clear();
      oneByOne(type, column, passes);
      session.query(
          "SELECT veery_text FROM pg_temp.veery_sieve ORDER BY veery_order",
          row -> passed.add(row.getString(1)));
    }
    return passed;
  }

  /** A check may fail on a value instead of saying no: a cast, a division, an overflow. */
  private void oneByOne(String type, String column, String passes) throws SQLException {
    session.execute(
        """
        DO $veery$
        DECLARE
          candidate record;
          good boolean;
        BEGIN
          FOR candidate IN SELECT ctid, veery_text FROM pg_temp.veery_sieve LOOP
            BEGIN
              SELECT %s INTO good FROM (SELECT candidate.veery_text::%s AS %s OFFSET 0) veery_x;
            EXCEPTION WHEN OTHERS THEN
              good := false;
            END;
            IF NOT good THEN
              DELETE FROM pg_temp.veery_sieve WHERE ctid = candidate.ctid;
            END IF;
          END LOOP;
        END $veery$
        """
            .formatted(passes, type, column));
  }
}

package dev.veery.postgres.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.SchemaExport;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random schemas, changed at random: there and back, and through an export. More of them with
 * {@code -Dveery.seeds=5000}, one again with {@code -Dveery.seed=N}.
 */
class RandomPairsTest {

  /** For each major. */
  private static final int PAIRS = 120;

  private static final int FAILURES_SHOWN = 20;

  /** Of every pair that is walked, one in so many is also exported and loaded again. */
  private static final int EXPORTED = 2;

  /** Seeds beyond those that once found a defect. */
  private static final long[] FOUND = {
    20778000002L,
    20778000013L,
    20778000023L,
    20778000028L,
    20778000037L,
    100007,
    100025,
    50323,
    50035,
    300018,
    500390
  };

  @Test
  void thereAndBack() throws Exception {
    Trial.onEachMajor(RandomPairsTest::thereAndBack);
  }

  private static void thereAndBack(int major, List<String> failures) throws SQLException {
    try (Trial trial = new Trial(major)) {
      if (System.getProperty("veery.seed") != null) {
        one(trial, major, Long.parseLong(System.getProperty("veery.seed")), failures);
        return;
      }
      for (long seed : FOUND) {
        one(trial, major, seed, failures);
      }
      long first = Long.getLong("veery.first", 1);
      int count = Integer.getInteger("veery.seeds", PAIRS);
      for (int i = 0; i < count && failures.size() < FAILURES_SHOWN; i++) {
        one(trial, major, first + i, failures);
      }
    }
  }

  private static void one(Trial trial, int major, long seed, List<String> failures) {
    var random = new Random(seed);
    RandomSchema first = RandomSchema.of(random);
    String a = first.sql(major);
    String b = first.changed(random).sql(major);
    try {
      Catalog before = trial.there(a, b, false).before();
      if (seed % EXPORTED == 0 || System.getProperty("veery.seed") != null) {
        exported(trial, before);
      }
    } catch (AssertionError | SQLException | RuntimeException e) {
      failures.add("== seed " + seed + " on " + major + "\n" + Trial.message(e));
    }
  }

  private static void exported(Trial trial, Catalog catalog) throws SQLException {
    Catalog loaded = trial.catalog(SchemaExport.sql(catalog, ExportOptions.COMPLETE));
    Comparison comparison =
        Comparison.of(NormalForm.of(catalog), NormalForm.of(loaded), IgnoreList.NONE);
    if (!comparison.isEmpty()) {
      throw new AssertionError("the export is another schema:\n" + comparison);
    }
  }
}

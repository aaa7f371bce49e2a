package dev.veery.postgres.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.SchemaExport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schemas, changed at random: there and back, and through an export. More of them with
 * {@code -Dveery.seeds=5000}, one again with {@code -Dveery.seed=N}.
 */
class RandomPairsTest {

  private static final int PAIRS = 60;

  /** Seeds beyond those that once found a defect. */
  private static final long[] FOUND = {
    20778000002L, 20778000013L, 20778000023L, 20778000028L, 20778000037L, 100007, 100025
  };

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void thereAndBack(int major) throws Exception {
    var failures = new ArrayList<String>();
    try (Trial trial = new Trial(major)) {
      if (System.getProperty("veery.seed") != null) {
        one(trial, major, Long.parseLong(System.getProperty("veery.seed")), failures);
      } else {
        for (long seed : FOUND) {
          one(trial, major, seed, failures);
        }
        long first = Long.getLong("veery.first", 1);
        int count = Integer.getInteger("veery.seeds", PAIRS);
        for (int i = 0; i < count && failures.size() < 20; i++) {
          one(trial, major, first + i, failures);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed\n" + String.join("\n\n", failures));
    }
  }

  private static void one(Trial trial, int major, long seed, ArrayList<String> failures) {
    var random = new Random(seed);
    RandomSchema first = RandomSchema.of(random);
    String a = first.sql(major);
    String b = first.changed(random).sql(major);
    Catalog before;
    Catalog after;
    try {
      before = trial.catalog(a);
      after = trial.catalog(b);
    } catch (SQLException e) {
      failures.add("== seed " + seed + " is no schema: " + e.getMessage());
      return;
    }
    try {
      trial.there(a, before, b, after, false);
      exported(trial, before);
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

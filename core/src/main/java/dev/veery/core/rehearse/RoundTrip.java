package dev.veery.core.rehearse;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Comparison;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a database that went up, down and up again.
 *
 * @param label of the migration
 * @param path of its file, as shown to the user
 * @param verdict on the way back
 * @param refused what its rows made the server refuse; the verdict is then on empty tables. Null
 *     where rows were no obstacle, or there were none
 * @param rows that the tables held
 * @param duration of all of it
 */
public record RoundTrip(
    String label,
    String path,
    Verdict verdict,
    @Nullable Problem refused,
    long rows,
    Duration duration) {

  public RoundTrip {
    Objects.requireNonNull(verdict);
  }

  /** Whether a way back can be relied on. */
  public sealed interface Verdict {

    /** The word that users see. */
    String word();

    /** Schema and rows are as before. */
    record Exact() implements Verdict {
      @Override
      public String word() {
        return "exact";
      }
    }

    /** It runs, and something is not as before. */
    record Lossy(Comparison schema, List<Loss> rows) implements Verdict {
      public Lossy {
        rows = List.copyOf(rows);
      }

      @Override
      public String word() {
        return "lossy";
      }
    }

    /** It does not run. */
    record Fails(Stage stage, Problem problem) implements Verdict {
      @Override
      public String word() {
        return "fails";
      }
    }

    /** There is none. */
    record Absent() implements Verdict {
      @Override
      public String word() {
        return "absent";
      }
    }
  }

  /** Where on the way. */
  public enum Stage {
    UP("up"),
    VERIFY("verify"),
    DOWN("down"),
    UP_AGAIN("up again");

    private final String word;

    Stage(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * Rows that are not as they were.
   *
   * @param table its qualified name as SQL
   * @param what in words, such as {@code column name differs in 12 of 20 rows}
   * @param example one such row, before and after
   */
  public record Loss(String table, String what, String example) {
    @Override
    public String toString() {
      return table + ": " + what + (example.isEmpty() ? "" : ", such as " + example);
    }
  }
}

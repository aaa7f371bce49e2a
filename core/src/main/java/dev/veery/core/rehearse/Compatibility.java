package dev.veery.core.rehearse;

import java.util.List;
import java.util.Objects;

/**
 * Whether the queries of the release that is running go on working.
 *
 * @param checked how many could be prepared before
 * @param skipped those that could not be, each with the reason; nothing is known about them
 * @param broken those that are not what they were
 * @param plans those that are planned for the worse; only where the rows are real
 */
public record Compatibility(
    int checked, List<Skipped> skipped, List<Broken> broken, List<WorsePlan> plans) {

  public Compatibility {
    skipped = List.copyOf(skipped);
    broken = List.copyOf(broken);
    plans = List.copyOf(plans);
  }

  /**
   * A query.
   *
   * @param text as it was found
   * @param source where: {@code queries/orders.sql:12} or {@code pg_stat_statements, 1200 calls}
   */
  public record Query(String text, String source) {}

  /** One that could not be prepared to begin with. */
  public record Skipped(Query query, String reason) {}

  /** How a query is not what it was. */
  public enum Break {
    /** It cannot be prepared any more. */
    FAILS("fails"),
    /** Its result has other columns, or the same in another order or of another type. */
    COLUMNS_DIFFER("other columns"),
    /** Its result has further columns behind those that it had. */
    COLUMNS_ADDED("more columns");

    private final String word;

    Break(String word) {
      this.word = word;
    }

    /** As users see it. */
    public String word() {
      return word;
    }
  }

  /**
   * One that is not what it was.
   *
   * @param explanation what the server said, or which columns
   * @param migration the label of the migration that did it
   * @param statement its statement that did it; empty where it is not one alone
   */
  public record Broken(
      Query query, Break how, String explanation, String migration, String statement) {
    public Broken {
      Objects.requireNonNull(how);
    }
  }

  /**
   * One that is planned for the worse.
   *
   * @param before the cost that the planner sees
   * @param after likewise
   * @param scans relations that are read in full now and were not before
   */
  public record WorsePlan(Query query, double before, double after, List<String> scans) {
    public WorsePlan {
      scans = List.copyOf(scans);
    }
  }

  /** Whether queries fail, or give other columns than those that they gave. */
  public boolean breaks() {
    return broken.stream().anyMatch(query -> query.how() != Break.COLUMNS_ADDED);
  }
}

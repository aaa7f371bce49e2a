package dev.veery.core.lint;

import java.util.List;
import java.util.Objects;

/**
 * What to write so that a finding goes away, as SQL that can be pasted.
 *
 * @param place where the SQL belongs
 * @param sql statements with their semicolons, comments between them; empty where only words help,
 *     which the finding's effect then says
 */
public record Remedy(Place place, String sql) {

  public static final Remedy NONE = new Remedy(Place.ELSEWHERE, "");

  public Remedy {
    Objects.requireNonNull(place);
    sql = sql.strip();
  }

  /** Where the SQL of a remedy belongs. */
  public enum Place {
    /** In place of the statement that was found. */
    INSTEAD,
    /** Before it. */
    BEFORE,
    /** Behind it. */
    AFTER,
    /** In another migration, the down script or the application. */
    ELSEWHERE
  }

  public static Remedy instead(String... lines) {
    return new Remedy(Place.INSTEAD, String.join("\n", lines));
  }

  public static Remedy instead(List<String> lines) {
    return new Remedy(Place.INSTEAD, String.join("\n", lines));
  }

  public static Remedy before(String... lines) {
    return new Remedy(Place.BEFORE, String.join("\n", lines));
  }

  public static Remedy after(String... lines) {
    return new Remedy(Place.AFTER, String.join("\n", lines));
  }

  public static Remedy elsewhere(String... lines) {
    return new Remedy(Place.ELSEWHERE, String.join("\n", lines));
  }

  public boolean isEmpty() {
    return sql.isEmpty();
  }
}

package dev.veery.core.backup;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows or values that a statement of a plan could destroy.
 *
 * @param kind what sort of thing {@code name} is
 * @param name as SQL, quoted; empty for {@link Kind#OPAQUE}
 * @param columns as the server stores them; empty for whole rows
 * @param spread which tables that refer to this one lose rows with it
 * @param searchPath the list that an unqualified name is looked up with; null for the session's
 * @param cause the migration and the statement, for people
 */
public record Loss(
    Kind kind,
    String name,
    List<String> columns,
    Spread spread,
    @Nullable String searchPath,
    String cause) {

  /** In {@code columns}: the values of all of them. */
  public static final String EVERY_COLUMN = "*";

  /** What would have to be kept. */
  public enum Kind {
    /** A table: all of its rows, or some columns of them. */
    TABLE,
    /** Every table of a schema. */
    SCHEMA,
    /** Every column of a type, and every table and column that belongs to an extension. */
    TYPE,
    EXTENSION,
    /** The number that a sequence has reached. */
    SEQUENCE,
    /** Nobody can tell from the text: code, a DO block, a call. */
    OPAQUE
  }

  /** What happens to rows of other tables that refer to those that go. */
  public enum Spread {
    /** They stay, or the statement fails. */
    NONE,
    /** What their foreign keys say for ON DELETE. */
    ON_DELETE,
    /** They go as well: TRUNCATE … CASCADE. */
    ALL
  }

  public Loss {
    Objects.requireNonNull(kind);
    columns = List.copyOf(columns);
  }
}

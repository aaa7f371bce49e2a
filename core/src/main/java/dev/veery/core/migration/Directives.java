package dev.veery.core.migration;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.core.migration.DirectiveKey.Place;
import dev.veery.core.sql.ScriptItem.RawDirective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the directives of one file, section or statement ask for, typed.
 *
 * @param all as they were written; of two with the same key the later one counts
 */
public record Directives(List<Directive> all) {

  public static final Directives NONE = new Directives(List.of());

  public Directives {
    all = List.copyOf(all);
  }

  /**
   * Reads the comments above a statement.
   *
   * @throws VeeryException with every comment that cannot be understood
   */
  public static Directives ofStatement(List<RawDirective> comments) {
    return comments.isEmpty() ? NONE : read(comments, Place.STATEMENT);
  }

  /**
   * Reads the comments at the head of a file or section.
   *
   * @throws VeeryException with every comment that cannot be understood
   */
  public static Directives ofFile(List<RawDirective> comments) {
    return comments.isEmpty() ? NONE : read(comments, Place.FILE);
  }

  private static Directives read(List<RawDirective> comments, Place level) {
    List<Directive> directives = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (RawDirective comment : comments) {
      try {
        directives.add(Directive.read(comment, level));
      } catch (VeeryException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new Directives(directives);
  }

  /** These and then {@code more}, which win where both speak. */
  public Directives and(List<Directive> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Directive> both = new ArrayList<>(all);
    both.addAll(more);
    return new Directives(both);
  }

  /** The last directive of that key, or null. */
  public @Nullable Directive find(DirectiveKey key) {
    Directive found = null;
    for (Directive directive : all) {
      if (directive.key().equals(key.word())) {
        found = directive;
      }
    }
    return found;
  }

  public boolean has(DirectiveKey key) {
    return find(key) != null;
  }

  /** How statements share transactions, or null where nothing is said. */
  public @Nullable TransactionMode transaction() {
    String value = value(DirectiveKey.TRANSACTION);
    return value == null
        ? null
        : TransactionMode.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** How long to wait for a lock, zero for ever, null where nothing is said. */
  public @Nullable Duration lockTimeout() {
    String value = value(DirectiveKey.LOCK_TIMEOUT);
    return value == null ? null : duration(value);
  }

  /** How long a statement may run, zero for ever, null where nothing is said. */
  public @Nullable Duration statementTimeout() {
    String value = value(DirectiveKey.STATEMENT_TIMEOUT);
    return value == null ? null : duration(value);
  }

  /** Whether {@code ${name}} is replaced, null where the configuration decides. */
  public @Nullable Boolean placeholders() {
    String value = value(DirectiveKey.PLACEHOLDERS);
    return value == null ? null : value.equals("on");
  }

  /**
   * Whether statements may run in another form than they are written in; that form is not one
   * transaction, so not where one is asked for.
   */
  public boolean online() {
    return !"off".equals(value(DirectiveKey.ONLINE)) && transaction() != TransactionMode.ON;
  }

  /** The list for {@code SET search_path}, checked and as written, or null. */
  public @Nullable String searchPath() {
    return value(DirectiveKey.SEARCH_PATH);
  }

  public boolean idempotent() {
    return has(DirectiveKey.IDEMPOTENT);
  }

  public boolean nothingToUndo() {
    return has(DirectiveKey.NOTHING_TO_UNDO);
  }

  /** How a new value becomes an old one, as an expression, or null where nothing is said. */
  public @Nullable String reverse() {
    return value(DirectiveKey.REVERSE);
  }

  /** How the statement is to be sliced, or null where it is not. */
  public @Nullable BackfillOptions backfill() {
    String value = value(DirectiveKey.BACKFILL);
    return value == null ? null : BackfillOptions.read(value);
  }

  /** Whether rows marked as deleted are meant, {@code included} or {@code excluded}; or null. */
  public @Nullable String deletedRows() {
    return value(DirectiveKey.DELETED_ROWS);
  }

  /** Whether a fleet runs it once, for what its tenants share. */
  public boolean shared() {
    return has(DirectiveKey.SHARED);
  }

  /** Whether a fleet runs it for each tenant, whatever folder it is in. */
  public boolean tenant() {
    return has(DirectiveKey.TENANT);
  }

  private @Nullable String value(DirectiveKey key) {
    Directive directive = find(key);
    return directive == null ? null : directive.value();
  }

  /**
   * A length of time in PostgreSQL's units ({@code us}, {@code ms}, {@code s}, {@code min}, {@code
   * h}, {@code d}); a bare number is milliseconds, as in {@code SET lock_timeout}. Null when it is
   * not one, or longer than PostgreSQL's limit of 2,147,483,647 ms.
   */
  public static @Nullable Duration duration(String text) {
    String value = text.strip();
    int digits = 0;
    while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 10) {
      return null;
    }
    long number = Long.parseLong(value.substring(0, digits));
    Duration duration =
        switch (value.substring(digits).strip().toLowerCase(Locale.ROOT)) {
          case "us" -> Duration.ofNanos(number * 1000);
          case "", "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "min" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> null;
        };
    boolean fits =
        duration != null && duration.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) <= 0;
    return fits ? duration : null;
  }

  /** How the statements of a script share transactions. */
  public enum TransactionMode {
    /** All in one. */
    ON,
    /** None at all: each statement is sent by itself and commits by itself. */
    OFF,
    /** Each in its own, together with the record of it. */
    PER_STATEMENT
  }
}

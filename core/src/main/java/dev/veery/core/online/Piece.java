package dev.veery.core.online;

import java.util.List;
import java.util.Objects;

/**
 * One part of the form in which a statement is run.
 *
 * <p>Pieces are text: {@link FormText} writes them as a script with directives, which is what is
 * shown, stored in the journal, run, and written into a file. There is no second path for them.
 */
public sealed interface Piece {

  /** The statements of the piece in their order, without semicolons. */
  List<String> statements();

  /** In the same transaction as what stands before and behind it. */
  record Joined(String sql) implements Piece {
    public Joined {
      requireText(sql);
    }

    @Override
    public List<String> statements() {
      return List.of(sql);
    }
  }

  /**
   * In a transaction of its own: a lock that was taken before is given back first. Several
   * statements share it: the short exchange at the end of a longer form.
   */
  record Own(List<String> statements) implements Piece {
    public Own {
      statements = List.copyOf(statements);
      statements.forEach(Piece::requireText);
      if (statements.isEmpty()) {
        throw new IllegalArgumentException("a transaction without statements");
      }
    }

    public Own(String... statements) {
      this(List.of(statements));
    }
  }

  /** Outside any transaction, as {@code CREATE INDEX CONCURRENTLY} wants it. */
  record Alone(String sql) implements Piece {
    public Alone {
      requireText(sql);
    }

    @Override
    public List<String> statements() {
      return List.of(sql);
    }
  }

  /**
   * An UPDATE, DELETE or INSERT … SELECT that is run in batches.
   *
   * @param options of {@code -- veery: backfill …}, as written there; mostly empty
   */
  record Backfill(String sql, String options) implements Piece {
    public Backfill {
      requireText(sql);
      Objects.requireNonNull(options);
    }

    public Backfill(String sql) {
      this(sql, "");
    }

    @Override
    public List<String> statements() {
      return List.of(sql);
    }
  }

  /**
   * A question that must be answered with true before the next piece may run, in a transaction of
   * its own.
   *
   * @param query a SELECT of one boolean
   * @param otherwise what is wrong where it is false, as one sentence without a full stop
   */
  record Verify(String query, String otherwise) implements Piece {
    public Verify {
      requireText(query);
      requireText(otherwise);
    }

    @Override
    public List<String> statements() {
      return List.of(query);
    }
  }

  private static void requireText(String text) {
    if (text.isBlank() || text.stripTrailing().endsWith(";")) {
      throw new IllegalArgumentException("not a statement without its semicolon: " + text);
    }
  }
}

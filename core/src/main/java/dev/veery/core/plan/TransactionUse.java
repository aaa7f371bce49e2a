package dev.veery.core.plan;

import java.util.List;

/**
 * How a statement stands to transactions, told from its first words.
 *
 * <p>The list is that of {@code PreventInTransactionBlock} in PostgreSQL's {@code utility.c} and
 * the commands behind it. What words cannot tell (a partitioned table in REINDEX, a procedure that
 * commits) is found out by the server's refusal, see {@code Runner}.
 */
public enum TransactionUse {
  /** May run in a transaction block. */
  INSIDE,
  /** Is refused inside a transaction block. */
  ALONE,
  /**
   * {@code ALTER TYPE … ADD VALUE}: allowed inside, but the value may be used only after commit.
   */
  ADD_ENUM_VALUE,
  BEGIN,
  COMMIT,
  ROLLBACK,
  /** Transaction control that cannot be honoured, such as two-phase commit. */
  REFUSED;

  public static TransactionUse of(List<String> words) {
    return switch (word(words, 0)) {
      case "begin" -> BEGIN;
      case "start" -> word(words, 1).equals("transaction") ? BEGIN : INSIDE;
      case "commit" -> ofEnd(words, COMMIT);
      case "end" -> ofEnd(words, COMMIT);
      case "rollback" -> ofEnd(words, ROLLBACK);
      case "abort" -> ofEnd(words, ROLLBACK);
      case "prepare" -> word(words, 1).equals("transaction") ? REFUSED : INSIDE;
      case "create" -> ofCreate(words);
      case "drop" -> ofDrop(words);
      case "alter" -> ofAlter(words);
      case "reindex" -> ofReindex(words);
      case "vacuum" -> ALONE;
      // Without a table it commits after each one.
      case "cluster" ->
          words.size() == 1 || (words.size() == 2 && words.get(1).equals("verbose"))
              ? ALONE
              : INSIDE;
      case "discard" -> word(words, 1).equals("all") ? ALONE : INSIDE;
      default -> INSIDE;
    };
  }

  private static TransactionUse ofEnd(List<String> words, TransactionUse plain) {
    if (word(words, 1).equals("prepared")) {
      return ALONE;
    }
    if (words.contains("to")) {
      return INSIDE; // ROLLBACK TO SAVEPOINT
    }
    boolean chain = words.contains("chain") && !words.contains("no");
    return chain ? REFUSED : plain;
  }

  private static TransactionUse ofCreate(List<String> words) {
    return switch (word(words, 1)) {
      case "database", "tablespace", "subscription" -> ALONE;
      case "index" -> word(words, 2).equals("concurrently") ? ALONE : INSIDE;
      case "unique" -> word(words, 3).equals("concurrently") ? ALONE : INSIDE;
      default -> INSIDE;
    };
  }

  private static TransactionUse ofDrop(List<String> words) {
    return switch (word(words, 1)) {
      case "database", "tablespace", "subscription" -> ALONE;
      case "index" -> word(words, 2).equals("concurrently") ? ALONE : INSIDE;
      default -> INSIDE;
    };
  }

  private static TransactionUse ofAlter(List<String> words) {
    return switch (word(words, 1)) {
      case "system" -> ALONE;
      case "subscription" -> ALONE;
      case "database" -> endsWithSetTablespace(words) ? ALONE : INSIDE;
      case "type" -> containsInOrder(words, "add", "value") ? ADD_ENUM_VALUE : INSIDE;
      case "table" ->
          containsInOrder(words, "detach", "partition") && words.contains("concurrently")
              ? ALONE
              : INSIDE;
      default -> INSIDE;
    };
  }

  private static TransactionUse ofReindex(List<String> words) {
    if (words.contains("concurrently")) {
      return ALONE;
    }
    return switch (word(words, 1)) {
      case "database", "system", "schema" -> ALONE;
      default -> INSIDE;
    };
  }

  private static boolean endsWithSetTablespace(List<String> words) {
    return containsInOrder(words, "set", "tablespace");
  }

  private static boolean containsInOrder(List<String> words, String first, String second) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals(first) && words.get(i + 1).equals(second)) {
        return true;
      }
    }
    return false;
  }

  private static String word(List<String> words, int index) {
    return index < words.size() ? words.get(index) : "";
  }
}

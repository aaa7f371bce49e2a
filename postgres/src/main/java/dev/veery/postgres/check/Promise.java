package dev.veery.postgres.check;

import java.util.List;

/** Something that a schema says of rows, or is going to say. Names are quoted and qualified. */
sealed interface Promise {

  /** Of the table whose rows are looked at. */
  String table();

  /** How messages name it. */
  String name();

  /** Whether the role may read the rows. */
  boolean readable();

  /**
   * A foreign key.
   *
   * @param columns the referencing ones
   * @param others the referenced ones, in the same order
   * @param full whether MATCH FULL
   * @param only whether it is about the rows of the table itself, without those of children
   * @param otherOnly likewise for the other table
   */
  record References(
      String name,
      String table,
      List<String> columns,
      String other,
      List<String> others,
      boolean full,
      boolean validated,
      boolean readable,
      boolean only,
      boolean otherOnly)
      implements Promise {
    public References {
      columns = List.copyOf(columns);
      others = List.copyOf(others);
    }

    /** A row that it does not allow. */
    String broken() {
      StringBuilder match = new StringBuilder();
      StringBuilder nulls = new StringBuilder();
      StringBuilder none = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        match.append(i == 0 ? "" : " AND ").append("p.").append(others.get(i));
        match.append(" = t.").append(columns.get(i));
        nulls.append(i == 0 ? "" : " OR ").append("t.").append(columns.get(i)).append(" IS NULL");
        none.append(i == 0 ? "" : " AND ").append("t.").append(columns.get(i)).append(" IS NULL");
      }
      String orphan =
          "(NOT ("
              + nulls
              + ") AND NOT EXISTS (SELECT FROM "
              + (otherOnly ? "ONLY " : "")
              + other
              + " p WHERE "
              + match
              + "))";
      return full ? "(" + orphan + " OR ((" + nulls + ") AND NOT (" + none + ")))" : orphan;
    }
  }

  /**
   * A condition on each row.
   *
   * @param condition may use the columns by their names; null counts as kept
   * @param columns that it is about
   * @param only whether it is about the rows of the table itself, without those of children
   */
  record Holds(
      String name,
      String table,
      String condition,
      List<String> columns,
      boolean validated,
      boolean readable,
      boolean only)
      implements Promise {
    public Holds {
      columns = List.copyOf(columns);
    }
  }

  /**
   * That no two rows have the same values, which nothing enforces yet.
   *
   * @param where a condition of the rows that it is about; empty for all
   * @param nullsEqual whether two nulls are the same
   * @param by what is going to enforce it, in words
   */
  record Unique(
      String name,
      String table,
      List<String> columns,
      String where,
      boolean nullsEqual,
      String by,
      boolean readable)
      implements Promise {
    public Unique {
      columns = List.copyOf(columns);
    }
  }
}

package dev.veery.core.plan;

import java.util.List;

/**
 * How to find out, after a crash, whether a statement that cannot share a transaction with its
 * record has happened, and what to do then.
 */
public sealed interface Recovery {

  /**
   * {@code CREATE INDEX CONCURRENTLY}. Absent: run it. Invalid: drop it and run it. Valid and the
   * same definition: adopt it. Another definition under the same name: refuse.
   *
   * @param index the name as written, in its parts; empty where the server chooses it
   * @param table the name as written, in its parts
   * @param unique whether it is a unique index
   * @param definition the text behind the table's name, such as {@code USING btree (a)}
   */
  record CreateIndex(List<String> index, List<String> table, boolean unique, String definition)
      implements Recovery {
    public CreateIndex {
      index = List.copyOf(index);
      table = List.copyOf(table);
    }
  }

  /** {@code DROP INDEX CONCURRENTLY}: what is gone is done, what is left is dropped again. */
  record DropIndex(List<List<String>> indexes) implements Recovery {
    public DropIndex {
      indexes = indexes.stream().map(List::copyOf).toList();
    }
  }

  /** {@code REINDEX … CONCURRENTLY}: its invalid leftovers are dropped and it runs again. */
  record Reindex() implements Recovery {}

  /**
   * {@code ALTER TABLE … DETACH PARTITION … CONCURRENTLY}: a detach that is pending is finalised,
   * one that has not begun is run, one that is finished is adopted.
   */
  record DetachPartition(List<String> table, List<String> partition) implements Recovery {
    public DetachPartition {
      table = List.copyOf(table);
      partition = List.copyOf(partition);
    }
  }

  /** An object of the whole cluster that either exists or does not. */
  record ClusterObject(Kind kind, String name, boolean create) implements Recovery {
    /** The catalogs that are asked. */
    public enum Kind {
      DATABASE,
      TABLESPACE,
      SUBSCRIPTION
    }
  }

  /** Running it twice is the same as running it once: {@code VACUUM}, {@code ALTER SYSTEM}. */
  record Repeatable() implements Recovery {}

  /** A person has said that it happened. */
  record TakenAsDone() implements Recovery {}

  /** Nobody can tell but a person: a procedure that commits on its own. */
  record Undecidable() implements Recovery {}
}

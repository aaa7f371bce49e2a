package dev.veery.postgres.run;

import dev.veery.core.plan.Recovery;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the catalog what became of a statement that was interrupted, and removes its leftovers. */
final class CatalogQuestions {

  private final Session session;

  CatalogQuestions(Session session) {
    this.session = session;
  }

  /** What became of it. */
  sealed interface Answer {
    /** In words, for the person who watches. */
    record Happened(String observation) implements Answer {}

    /** It did not, or its leftovers are removed: it can be run. */
    record NotYet(String observation) implements Answer {}

    /** Something else is in its place. */
    record Different(String observation) implements Answer {}

    /** Only a person can tell. */
    record Unknown() implements Answer {}
  }

  Answer ask(Recovery recovery) throws SQLException {
    return switch (recovery) {
      case Recovery.CreateIndex create -> createIndex(create);
      case Recovery.DropIndex drop -> dropIndex(drop);
      case Recovery.Reindex reindex -> reindex();
      case Recovery.DetachPartition detach -> detach(detach);
      case Recovery.ClusterObject object -> clusterObject(object);
      case Recovery.Repeatable repeatable ->
          new Answer.NotYet("it may run twice, so it runs again");
      case Recovery.TakenAsDone taken -> new Answer.Happened("taken as done, as you said");
      case Recovery.Undecidable undecidable -> new Answer.Unknown();
    };
  }

  /** An index as the catalog has it. */
  private record Index(String name, boolean valid, String definition) {}

  private Answer createIndex(Recovery.CreateIndex create) throws SQLException {
    String table = Identifiers.qualified(create.table());
    List<Index> found = new ArrayList<>();
    session.query(
        "SELECT c.oid::regclass::text, i.indisvalid AND i.indisready,"
            + " pg_catalog.pg_get_indexdef(c.oid) FROM pg_catalog.pg_class c JOIN"
            + " pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE "
            + (create.index().isEmpty()
                ? "i.indrelid = pg_catalog.to_regclass(" + Sql.literal(table) + ")"
                : "c.relname = "
                    + Sql.literal(create.index().getLast())
                    + " AND c.relnamespace = (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid"
                    + " = pg_catalog.to_regclass("
                    + Sql.literal(table)
                    + "))"),
        row -> found.add(new Index(row.getString(1), row.getBoolean(2), row.getString(3))));
    if (found.isEmpty()) {
      return new Answer.NotYet("the index is not there yet");
    }
    String wanted = definition(create, table);
    for (Index index : found) {
      boolean same = wanted != null && wanted.equals(behindTable(index.definition));
      if (!index.valid && (same || !create.index().isEmpty())) {
        session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.name);
        return new Answer.NotYet("the invalid index " + index.name + " was dropped");
      }
      if (index.valid && same) {
        return new Answer.Happened("the index " + index.name + " is there and valid");
      }
    }
    return create.index().isEmpty()
        ? new Answer.NotYet("the index is not there yet")
        : new Answer.Different(
            "there is another index of that name: " + found.getFirst().definition);
  }

  /**
   * The definition as the server would print it: the same index on an empty copy of the table,
   * which is rolled back. Null when that fails, and then nothing is equal to it.
   */
  private @Nullable String definition(Recovery.CreateIndex create, String table)
      throws SQLException {
    try {
      session.execute("BEGIN");
      session.execute("CREATE TEMPORARY TABLE veery_probe (LIKE " + table + ")");
      session.execute(
          "CREATE "
              + (create.unique() ? "UNIQUE " : "")
              + "INDEX veery_probe_index ON pg_temp.veery_probe "
              + create.definition());
      String printed =
          session.value(
              "SELECT pg_catalog.pg_get_indexdef('pg_temp.veery_probe_index'::pg_catalog.regclass)");
      return printed == null ? null : behindTable(printed);
    } catch (SQLException e) {
      if (dev.veery.postgres.session.ServerError.of(e).connectionIsGone()) {
        throw e;
      }
      return null;
    } finally {
      session.rollbackQuietly();
    }
  }

  /**
   * {@code UNIQUE} and everything from {@code USING}: what two indexes have in common but names.
   */
  private static String behindTable(String definition) {
    int using = definition.indexOf(" USING ");
    String unique = definition.startsWith("CREATE UNIQUE") ? "UNIQUE" : "";
    return unique + (using < 0 ? definition : definition.substring(using));
  }

  private Answer dropIndex(Recovery.DropIndex drop) throws SQLException {
    for (List<String> index : drop.indexes()) {
      String name = Identifiers.qualified(index);
      if (session.value("SELECT pg_catalog.to_regclass(" + Sql.literal(name) + ")") != null) {
        return new Answer.NotYet("the index " + name + " is still there");
      }
    }
    return new Answer.Happened("the index is gone");
  }

  /**
   * Leftovers of an interrupted REINDEX CONCURRENTLY have these endings, see the manual's REINDEX.
   */
  private Answer reindex() throws SQLException {
    List<String> leftovers = new ArrayList<>();
    session.query(
        "SELECT c.oid::regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid"
            + " = i.indexrelid WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'",
        row -> leftovers.add(row.getString(1)));
    for (String index : leftovers) {
      session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index);
    }
    return new Answer.NotYet(
        leftovers.isEmpty()
            ? "there are no leftovers"
            : "leftovers dropped: " + String.join(", ", leftovers));
  }

  private Answer detach(Recovery.DetachPartition detach) throws SQLException {
    String table = Identifiers.qualified(detach.table());
    String partition = Identifiers.qualified(detach.partition());
    String pending =
        session.value(
            "SELECT inhdetachpending::text FROM pg_catalog.pg_inherits WHERE inhrelid ="
                + " pg_catalog.to_regclass("
                + Sql.literal(partition)
                + ") AND inhparent = pg_catalog.to_regclass("
                + Sql.literal(table)
                + ")");
    if (pending == null) {
      return new Answer.Happened(partition + " is no partition of " + table + " any more");
    }
    if (pending.equals("true")) {
      session.execute("ALTER TABLE " + table + " DETACH PARTITION " + partition + " FINALIZE");
      return new Answer.Happened("the detach that was pending is finalised");
    }
    return new Answer.NotYet(partition + " is still a partition of " + table);
  }

  private Answer clusterObject(Recovery.ClusterObject object) throws SQLException {
    String catalog =
        switch (object.kind()) {
          case DATABASE -> "pg_database WHERE datname";
          case TABLESPACE -> "pg_tablespace WHERE spcname";
          case SUBSCRIPTION -> "pg_subscription WHERE subname";
        };
    boolean exists =
        session.value("SELECT 1 FROM pg_catalog." + catalog + " = " + Sql.literal(object.name()))
            != null;
    return exists == object.create()
        ? new Answer.Happened(object.name() + (exists ? " is there" : " is gone"))
        : new Answer.NotYet(object.name() + (exists ? " is still there" : " is not there yet"));
  }
}

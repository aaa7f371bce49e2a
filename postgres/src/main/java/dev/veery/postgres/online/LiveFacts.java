package dev.veery.postgres.online;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.lint.state.SchemaChanges;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.online.OnlineFacts;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a database looks like before a plan, for choosing online forms.
 *
 * <p>The schema goes the way that migrations go: as the SQL that makes it, read by the same parser
 * into the same state that the linter's rules work on. So one set of rules serves both, with a
 * database and without.
 */
public final class LiveFacts {

  /** The script that made what is there; those of the plan have greater numbers. */
  private static final int PRESENT = 0;

  private LiveFacts() {}

  /**
   * Reads.
   *
   * @param session outside a transaction
   * @param journalSchema not quoted; left out
   */
  public static OnlineFacts read(Session session, String journalSchema) throws SQLException {
    Catalog catalog =
        Inspector.inspect(
            session.connection(), new InspectOptions(Set.of(), Set.of(journalSchema)));
    List<String> path = new ArrayList<>();
    session.query(
        "SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) AS s",
        row -> path.add(row.getString(1)));
    return facts(catalog, path.isEmpty() ? List.of("public") : path);
  }

  /**
   * Reads some schemas only.
   *
   * @param session outside a transaction
   * @param path their names, not quoted, in the order in which names are looked up in them
   */
  public static OnlineFacts read(Session session, List<String> path) throws SQLException {
    return facts(
        Inspector.inspect(session.connection(), new InspectOptions(new HashSet<>(path), Set.of())),
        path);
  }

  private static OnlineFacts facts(Catalog catalog, List<String> path) {
    return new OnlineFacts(
        catalog.major(), state(catalog), PRESENT + 1, path, Set.of(), Optional.of(catalog));
  }

  /** A catalog as the state that migrations would have made of an empty database. */
  static SchemaState state(Catalog catalog) {
    SchemaState state = new SchemaState();
    SchemaChanges changes = new SchemaChanges(state);
    for (String statement : SchemaExport.statements(catalog, ExportOptions.OBJECTS_ONLY)) {
      changes.apply(SqlStatement.parse(statement).statement(), PRESENT, 0);
    }
    return state;
  }

  /** The tables whose names stand somewhere in a text. */
  private static List<TableState> named(SchemaState state, String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    List<TableState> named = new ArrayList<>();
    for (TableState table : state.tables()) {
      String name = table.name().toLowerCase(Locale.ROOT);
      if (folded.contains(name)) {
        named.add(table);
        if (table.isPartitioned()) {
          named.addAll(table.partitions());
        }
        if (table.partitionOf() != null) {
          named.add(table.partitionOf());
        }
      }
    }
    return named;
  }

  /**
   * The tables without a page of rows, among those that a script may name. The question needs a
   * weak lock; a table that somebody has locked is taken to be in use, which it is.
   *
   * @param session outside a transaction
   */
  static Set<String> empty(Session session, SchemaState state, String script) throws SQLException {
    Set<String> empty = new HashSet<>();
    for (TableState table : named(state, script)) {
      if (table.createdBy() > PRESENT) {
        continue;
      }
      String name = Sql.literal(Identifiers.qualify(table.schema(), table.name()));
      try {
        session.execute("BEGIN");
        session.execute("SET LOCAL lock_timeout = '200ms'");
        String pages =
            session.value(
                "SELECT coalesce(sum(pg_catalog.pg_relation_size(r)), 0) FROM (SELECT relid AS r FROM"
                    + " pg_catalog.pg_partition_tree(pg_catalog.to_regclass("
                    + name
                    + ")) UNION SELECT pg_catalog.to_regclass("
                    + name
                    + ")) AS t");
        if ("0".equals(pages)) {
          empty.add(table.schema() + '.' + table.name());
        }
      } catch (SQLException e) {
        if (!"55P03".equals(e.getSQLState())) {
          throw e;
        }
      } finally {
        session.rollbackQuietly();
      }
    }
    return empty;
  }
}

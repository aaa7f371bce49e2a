package dev.veery.core.online;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.Persistence;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the database where a statement is to run.
 *
 * @param major of the server
 * @param schema just before the statement: the live schema and what earlier statements of the plan
 *     have made of it, or what the migrations tell where no database is at hand
 * @param newFrom scripts of this number and later ones are still to run: a table that one of them
 *     makes is in nobody's use yet
 * @param searchPath the schemas in which names without one are looked up where a script sets none
 * @param empty tables that have no page of rows, as {@code schema.name}
 * @param catalog the live schema as it was before the plan; empty where no database is at hand
 */
public record OnlineFacts(
    int major,
    SchemaState schema,
    int newFrom,
    List<String> searchPath,
    Set<String> empty,
    Optional<Catalog> catalog) {

  public OnlineFacts {
    searchPath = List.copyOf(searchPath);
    empty = Set.copyOf(empty);
  }

  /** The same, with these tables known to be empty as well. */
  public OnlineFacts withEmpty(Set<String> more) {
    Set<String> all = new HashSet<>(empty);
    all.addAll(more);
    return new OnlineFacts(major, schema, newFrom, searchPath, all, catalog);
  }

  /** The table of that name; one that nothing is known about stands for itself. */
  public TableState table(QualifiedName name) {
    return schema.table(name);
  }

  /**
   * Whether somebody may be using it: it was there before, others can see it, and it has rows.
   * Locks on other tables are noticed by nobody, and work on them takes no time.
   */
  public boolean isInUse(TableState table) {
    return table.createdBy() < newFrom
        && table.persistence() != Persistence.TEMPORARY
        && !empty.contains(table.schema() + '.' + table.name());
  }

  /** As {@link #isInUse(TableState)}. */
  public boolean isInUse(QualifiedName name) {
    // A live schema tells all tables; what it does not have is not there.
    return !(catalog.isPresent() && schema.find(name) == null) && isInUse(table(name));
  }
}

package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A catalog as the SQL that builds it in an empty database.
 *
 * <p>The text is stable: the same schema gives the same bytes, whatever order its objects were made
 * in. It is written to be read: a table is one statement with its constraints in it, followed by
 * what belongs to it.
 */
public final class SchemaExport {

  private final Catalog catalog;
  private final ExportOptions options;

  private SchemaExport(Catalog catalog, ExportOptions options) {
    this.catalog = catalog;
    this.options = options;
  }

  /** The whole script, each statement with its semicolon. */
  public static String sql(Catalog catalog, ExportOptions options) {
    var text = new StringBuilder();
    text.append("-- Schema of a PostgreSQL ").append(catalog.major()).append(" database.\n\n");
    for (List<String> group : groups(catalog, options)) {
      group.forEach(statement -> text.append(statement).append(";\n"));
      text.append('\n');
    }
    text.setLength(text.length() - 1);
    return text.toString();
  }

  /** The statements one by one, without semicolons, to be run in this order. */
  public static List<String> statements(Catalog catalog, ExportOptions options) {
    return groups(catalog, options).stream().flatMap(List::stream).toList();
  }

  /**
   * Some objects as SQL, each with what hangs on it, without anything around them.
   *
   * @param wanted says which
   */
  public static String sqlOf(Catalog catalog, Predicate<ObjectId> wanted, ExportOptions options) {
    var order = new ExportOrder(catalog);
    List<Node> nodes = order.nodes();
    var objects = new ObjectSql(catalog, options, order);
    var text = new StringBuilder();
    for (Node node : nodes) {
      SchemaObject object = catalog.objects().get(node.id());
      boolean isWanted =
          wanted.test(node.id())
              || (object != null && Catalog.holderOf(object).filter(wanted).isPresent());
      List<String> statements = isWanted ? objects.statements(node) : List.of();
      if (!statements.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n");
        statements.forEach(statement -> text.append(statement).append(";\n"));
      }
    }
    return text.toString();
  }

  /** Every role that the catalog names and that is not one of PostgreSQL's own. */
  public static SortedSet<String> roles(Catalog catalog) {
    var roles = new TreeSet<String>();
    for (SchemaObject object : catalog.objects().values()) {
      roles.add(object.attributes().owner());
      addAll(roles, object.attributes().privileges().grants());
      switch (object) {
        case Relation.Table table -> {
          for (Column column : table.columns()) {
            addAll(roles, column.privileges().grants());
          }
        }
        case Relation.View view ->
            view.columns().forEach(column -> addAll(roles, column.privileges().grants()));
        case Relation.MaterializedView view ->
            view.columns().forEach(column -> addAll(roles, column.privileges().grants()));
        case TablePart.Policy policy -> roles.addAll(policy.roles());
        case ForeignData.UserMapping mapping -> roles.add(mapping.user());
        case DatabaseObject.Grants grants -> {
          addAll(roles, grants.given());
          addAll(roles, grants.taken());
          roles.remove(DatabaseObject.Grants.OWNER);
        }
        case DatabaseObject.DefaultPrivileges defaults -> {
          roles.add(defaults.role());
          addAll(roles, defaults.grants());
        }
        default -> {}
      }
    }
    roles.removeIf(role -> role.isEmpty() || role.startsWith("pg_"));
    return roles;
  }

  private static void addAll(SortedSet<String> roles, Set<Grant> grants) {
    for (Grant grant : grants) {
      roles.add(grant.grantee());
      roles.add(grant.grantor());
    }
  }

  private static List<List<String>> groups(Catalog catalog, ExportOptions options) {
    return new SchemaExport(catalog, options).groups();
  }

  private List<List<String>> groups() {
    var groups = new ArrayList<List<String>>();
    groups.add(
        List.of(
            // Functions may name what comes later, and every name has its schema.
            "SET check_function_bodies = off", "SET search_path = ''"));
    SortedSet<String> roles = roles(catalog);
    if (options.roles() && !roles.isEmpty()) {
      groups.add(List.of(createRoles(roles)));
    }
    var order = new ExportOrder(catalog);
    List<Node> nodes = order.nodes();
    var objects = new ObjectSql(catalog, options, order);
    for (Node node : nodes) {
      List<String> statements = objects.statements(node);
      if (!statements.isEmpty()) {
        groups.add(statements);
      }
    }
    groups.add(List.of("RESET search_path", "RESET check_function_bodies"));
    return groups;
  }

  private static String createRoles(SortedSet<String> roles) {
    String names = roles.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    return """
    DO $$
    DECLARE
      name text;
    BEGIN
      FOREACH name IN ARRAY ARRAY[%s] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
          EXECUTE pg_catalog.format('CREATE ROLE %%I', name);
        END IF;
      END LOOP;
    END $$\
    """
        .formatted(names);
  }
}

package dev.veery.core.expand;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.diff.PartSql;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Views of the tables of a change, as the application before it and the one behind it know them, in
 * a schema for each version.
 *
 * <p>An application that says {@code SET search_path TO shop_20260901, shop} sees the views while
 * they are there, and the tables otherwise: the server passes over schemas that do not exist. So
 * the same setting serves before the change, while both work, and behind it. The views are simple
 * ones, which the server writes through, and work with the rights of whoever uses them, so that
 * row-level security holds as it does on the table.
 */
final class VersionSchemas {

  private static final int SINCE_INVOKER = 15;

  private final Catalog catalog;
  private final Names names;
  private final Collection<Shape> shapes;

  /**
   * The versions on both sides.
   *
   * @param before the version that the running application was written for
   * @param after that of the migration
   */
  record Names(String before, String after) {

    /** {@code shop_20260901}. */
    static String schema(String schema, String version) {
      return ShadowNames.prefixed(schema + '_', version);
    }
  }

  VersionSchemas(Catalog catalog, Names names, Collection<Shape> shapes) {
    this.catalog = catalog;
    this.names = names;
    this.shapes = shapes;
  }

  /** Why it cannot be; empty where it can. */
  String refusal() {
    for (Shape shape : shapes) {
      Table table = shape.table();
      if (catalog.major() < SINCE_INVOKER && table.rowSecurity()) {
        return table.id().sqlName()
            + " has row-level security, and a view of PostgreSQL "
            + catalog.major()
            + " reads with the rights of its owner";
      }
    }
    for (Shape shape : shapes) {
      String role = seesSomeColumns(shape.table());
      if (role != null) {
        return role
            + " may read some columns of "
            + shape.table().id().sqlName()
            + " and not others, and whoever reads a view needs all that it shows";
      }
    }
    for (String schema : schemas()) {
      if (catalog.find(schemaId(schema)).isPresent()) {
        return "there is a schema " + Identifiers.quote(schema) + " already";
      }
    }
    return "";
  }

  /** A role that has a right to read columns, but not all of them; null for none. */
  private static @Nullable String seesSomeColumns(Table table) {
    Set<String> whole = readers(table.attributes().privileges());
    for (Column column : table.columns()) {
      for (String role : readers(column.privileges())) {
        for (Column other : table.columns()) {
          if (!whole.contains(role) && !readers(other.privileges()).contains(role)) {
            return role.isEmpty() ? "everybody" : Identifiers.quote(role);
          }
        }
      }
    }
    return null;
  }

  private static Set<String> readers(Attributes.Privileges privileges) {
    Set<String> readers = new TreeSet<>();
    for (Attributes.Grant grant : privileges.grants()) {
      if (grant.privilege().equals("SELECT")) {
        readers.add(grant.grantee());
      }
    }
    return readers;
  }

  private static ObjectId schemaId(String name) {
    return new ObjectId(ObjectKind.SCHEMA, "", name);
  }

  private TreeSet<String> schemas() {
    var schemas = new TreeSet<String>();
    for (Shape shape : shapes) {
      schemas.add(Names.schema(shape.table().id().schema(), names.before()));
      schemas.add(Names.schema(shape.table().id().schema(), names.after()));
    }
    return schemas;
  }

  /** One sentence for each application. */
  List<String> notes() {
    var notes = new ArrayList<String>();
    var schemas = new TreeSet<String>();
    shapes.forEach(shape -> schemas.add(shape.table().id().schema()));
    for (String schema : schemas) {
      notes.add(said("before this", schema, names.before()));
      notes.add(said("written for this", schema, names.after()));
    }
    return notes;
  }

  private static String said(String which, String schema, String version) {
    return "the application "
        + which
        + ": SET search_path TO "
        + Identifiers.quote(Names.schema(schema, version))
        + ", "
        + Identifiers.quote(schema);
  }

  /** Makes them. */
  List<String> create() {
    var create = new ArrayList<String>();
    for (String schema : schemas()) {
      create.add("CREATE SCHEMA " + Identifiers.quote(schema));
    }
    for (String original : originals()) {
      catalog
          .find(schemaId(original))
          .map(DatabaseObject.Schema.class::cast)
          .ifPresent(found -> {
            for (String version : List.of(names.before(), names.after())) {
              rights(schemaId(Names.schema(original, version)), found, create);
            }
          });
    }
    for (Shape shape : shapes) {
      Table table = shape.table();
      Map<String, String> before = new LinkedHashMap<>();
      Map<String, String> after = new LinkedHashMap<>();
      for (Column column : table.columns()) {
        before.put(column.name(), column.name());
        Shape.Seen seen = shape.column(column.name());
        if (seen != null) {
          after.put(seen.name(), seen.stored());
        }
      }
      shape.added().forEach(column -> after.put(column, column));
      view(table, names.before(), table.id().name(), before, create);
      if (!shape.isGone()) {
        view(table, names.after(), shape.name(), after, create);
      }
    }
    return create;
  }

  private TreeSet<String> originals() {
    var originals = new TreeSet<String>();
    shapes.forEach(shape -> originals.add(shape.table().id().schema()));
    return originals;
  }

  private void rights(ObjectId schema, DatabaseObject.Schema like, List<String> create) {
    String owner = like.attributes().owner();
    create.add("ALTER SCHEMA " + schema.sqlName() + " OWNER TO " + Identifiers.quote(owner));
    create.addAll(
        PartSql.privileges(schema, like.attributes().privileges(), owner, catalog.major()));
  }

  /**
   * @param columns what the table calls them, by the name that the view gives them
   */
  private void view(
      Table table, String version, String name, Map<String, String> columns, List<String> create) {
    ObjectId view = new ObjectId(ObjectKind.VIEW, Names.schema(table.id().schema(), version), name);
    var list = new ArrayList<String>();
    columns.forEach((seen, stored) ->
        list.add(
            Identifiers.quote(stored)
                + (seen.equals(stored) ? "" : " AS " + Identifiers.quote(seen))));
    create.add(
        "CREATE VIEW "
            + view.sqlName()
            + (catalog.major() >= SINCE_INVOKER ? " WITH (security_invoker = true)" : "")
            + " AS SELECT "
            + String.join(", ", list)
            + " FROM "
            + table.id().sqlName());
    String owner = table.attributes().owner();
    create.add("ALTER VIEW " + view.sqlName() + " OWNER TO " + Identifiers.quote(owner));
    create.addAll(
        PartSql.privileges(view, table.attributes().privileges(), owner, catalog.major()));
    for (Column column : table.columns()) {
      columns.forEach((seen, stored) -> {
        var privileges = column.privileges();
        if (isSame(column.name(), stored, version)) {
          create.addAll(PartSql.privileges(view, seen, privileges, owner));
        }
      });
    }
  }

  /** Whether a stored column carries the values of a column of before. */
  private boolean isSame(String column, String stored, String version) {
    if (column.equals(stored)) {
      return true;
    }
    return version.equals(names.after())
        && shapes.stream()
            .map(shape -> shape.column(column))
            .anyMatch(seen -> seen != null && seen.stored().equals(stored));
  }

  /** Removes what is there of them. */
  List<String> drop() {
    var drop = new ArrayList<String>();
    for (String schema : schemas()) {
      drop.add("DROP SCHEMA IF EXISTS " + Identifiers.quote(schema) + " CASCADE");
    }
    return drop;
  }
}

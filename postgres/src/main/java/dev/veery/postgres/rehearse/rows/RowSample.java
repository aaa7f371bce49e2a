package dev.veery.postgres.rehearse.rows;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.rehearse.rows.FillReport.Filled;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Rows of the target, copied to a scratch database: some of each table, and all that those refer
 * to, so that no foreign key is broken.
 *
 * <p>The target is read in one read-only transaction that sees one moment. Which rows are taken is
 * decided by a hash of where a row lies, without sorting the table and without a function that a
 * role may lack. Then foreign keys are followed, set by set, until no parent is missing.
 *
 * <p>A masked value is replaced on the target, before it is sent: a text by a hash of it, so that
 * equal ones stay equal and keys stay keys, other values by NULL or, where that cannot be, by the
 * same for all. A masked column that a foreign key uses keeps its values.
 */
public final class RowSample {

  private final Session target;
  private final Session scratch;
  private final Catalog catalog;
  private final SampleOptions options;

  /** The places of the rows that are taken, by table. */
  private final Map<ObjectId, Set<String>> taken = new LinkedHashMap<>();

  private final Map<ObjectId, String> refused = new HashMap<>();

  private RowSample(Session target, Session scratch, Catalog catalog, SampleOptions options) {
    this.target = target;
    this.scratch = scratch;
    this.catalog = catalog;
    this.options = options;
  }

  /**
   * Copies a sample.
   *
   * @param target is only read, by a role that may have no more rights than that
   * @param scratch a session of a superuser to a database with the tables of {@code catalog}
   * @param catalog the schema of the scratch database
   */
  public static FillReport copy(
      Session target, Session scratch, Catalog catalog, SampleOptions options) {
    try {
      return new RowSample(target, scratch, catalog, options).copy();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "sampling the rows of the target");
    }
  }

  private FillReport copy() throws SQLException {
    long began = System.nanoTime();
    refuseMasksOfNothing();
    target.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    List<Filled> filled = new ArrayList<>();
    try {
      List<Relation.Table> tables =
          catalog.all(Relation.Table.class).stream()
              .filter(table -> table.partitionBy().isEmpty() && table.foreign().isEmpty())
              .toList();
      for (Relation.Table table : tables) {
        draw(table);
      }
      follow(tables);
      scratch.execute("SET session_replication_role TO replica");
      for (Relation.Table table : tables) {
        filled.add(transfer(table));
      }
      scratch.execute("RESET session_replication_role");
    } finally {
      target.rollbackQuietly();
    }
    new Sequences(scratch, catalog).advance();
    scratch.execute("ANALYZE");
    return new FillReport(filled, Duration.ofNanos(System.nanoTime() - began));
  }

  /** A mask that was mistyped would show what it was to hide. */
  private void refuseMasksOfNothing() {
    Set<String> unused = new TreeSet<>(options.masked());
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      for (Column column : table.columns()) {
        unused.removeIf(mask ->
            SampleOptions.fits(mask, table.id().schema(), table.id().name(), column.name()));
      }
    }
    if (!unused.isEmpty()) {
      throw new VeeryException(
          unused.stream()
              .map(mask ->
                  new Problem(
                      ErrorCode.CONFIG_MALFORMED,
                      "rehearse.mask names " + mask + ", and no table has such a column",
                      "write column, table.column or schema.table.column; no row was read"))
              .toList());
    }
  }

  private static String name(ObjectId id) {
    return Identifiers.qualify(id.schema(), id.name());
  }

  private void draw(Relation.Table table) throws SQLException {
    Set<String> places = new LinkedHashSet<>();
    taken.put(table.id(), places);
    reading(
        table.id(),
        "SELECT ctid FROM ONLY %s ORDER BY hashtextextended(ctid::text, %d) LIMIT %d"
            .formatted(sampled(table), options.seed(), options.perTable()),
        places);
  }

  /** A large table is not read in full for a few rows. */
  private String sampled(Relation.Table table) throws SQLException {
    String pages =
        target.value(
            // Not by to_regclass, which fails where the role may not look into the schema.
            "SELECT c.relpages FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE n.nspname = "
                + Identifiers.literal(table.id().schema())
                + " AND c.relname = "
                + Identifiers.literal(table.id().name()));
    double count = pages == null ? 0 : Double.parseDouble(pages);
    double wanted = Math.max(100, options.perTable());
    return count <= wanted * 2
        ? name(table.id())
        : "%s TABLESAMPLE SYSTEM (%s) REPEATABLE (%d)"
            .formatted(name(table.id()), Math.max(0.0001, wanted * 100 / count), options.seed());
  }

  /** A role that may not read a table leaves it empty, and that is said. */
  private void reading(ObjectId table, String sql, Set<String> places) throws SQLException {
    target.execute("SAVEPOINT veery_sample");
    try {
      target.query(sql, row -> places.add(row.getString(1)));
      target.execute("RELEASE SAVEPOINT veery_sample");
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      target.execute("ROLLBACK TO SAVEPOINT veery_sample");
      refused.put(table, "the target does not let it be read: " + error.message());
    }
  }

  /** Adds the parents of what is taken, until none is missing. */
  private void follow(List<Relation.Table> tables) throws SQLException {
    Map<ObjectId, Relation.Table> byId = new HashMap<>();
    catalog.all(Relation.Table.class).forEach(table -> byId.put(table.id(), table));
    Map<ObjectId, List<ObjectId>> leaves = new HashMap<>();
    for (Relation.Table table : tables) {
      for (ObjectId above : lineage(table, byId)) {
        leaves.computeIfAbsent(above, id -> new ArrayList<>()).add(table.id());
      }
    }
    Map<ObjectId, Set<String>> fresh = new LinkedHashMap<>();
    taken.forEach((id, places) -> fresh.put(id, new LinkedHashSet<>(places)));
    while (!fresh.isEmpty()) {
      Map<ObjectId, Set<String>> found = new LinkedHashMap<>();
      for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
        for (ObjectId child : leaves.getOrDefault(key.holder(), List.of())) {
          Set<String> rows = fresh.getOrDefault(child, Set.of());
          for (ObjectId parent : leaves.getOrDefault(key.referenced(), List.of())) {
            if (!rows.isEmpty() && !refused.containsKey(child)) {
              Set<String> parents = new LinkedHashSet<>();
              reading(parent, parents(key, child, parent, rows), parents);
              parents.removeAll(taken.getOrDefault(parent, Set.of()));
              found.computeIfAbsent(parent, id -> new LinkedHashSet<>()).addAll(parents);
            }
          }
        }
      }
      found.values().removeIf(Set::isEmpty);
      found.forEach(
          (id, places) -> taken.computeIfAbsent(id, i -> new LinkedHashSet<>()).addAll(places));
      fresh.clear();
      fresh.putAll(found);
    }
  }

  private static List<ObjectId> lineage(
      Relation.Table table, Map<ObjectId, Relation.Table> tables) {
    List<ObjectId> lineage = new ArrayList<>();
    for (Relation.Table t = table; t != null; ) {
      lineage.add(t.id());
      t = t.partitionOf().isEmpty() ? null : tables.get(t.partitionOf().get().parent());
    }
    return lineage;
  }

  private static String parents(
      Constraint.ForeignKey key, ObjectId child, ObjectId parent, Set<String> rows) {
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      equal.add(
          "p."
              + Identifiers.quote(key.referencedColumns().get(i))
              + " = c."
              + Identifiers.quote(key.columns().get(i)));
    }
    return "SELECT DISTINCT p.ctid FROM ONLY %s c JOIN ONLY %s p ON %s WHERE c.ctid = ANY (%s)"
        .formatted(name(child), name(parent), String.join(" AND ", equal), places(rows));
  }

  private static String places(Set<String> rows) {
    return "'{"
        + rows.stream().map(place -> "\"" + place + "\"").collect(Collectors.joining(","))
        + "}'::tid[]";
  }

  private Filled transfer(Relation.Table table) throws SQLException {
    String name = name(table.id());
    String why = refused.getOrDefault(table.id(), "");
    Set<String> rows = taken.getOrDefault(table.id(), Set.of());
    if (rows.isEmpty() || !why.isEmpty()) {
      return new Filled(name, 0, why.isEmpty() ? "it has no rows on the target" : why);
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Set<String> linked = linked(table.id());
    for (Column column : table.columns()) {
      if (!(column.value() instanceof Column.Value.Generated)) {
        columns.add(Identifiers.quote(column.name()));
        boolean masked =
            !linked.contains(column.name())
                && options.masks(table.id().schema(), table.id().name(), column.name());
        values.add(masked ? mask(column) : Identifiers.quote(column.name()));
      }
    }
    try {
      var bytes = new ByteArrayOutputStream();
      target
          .connection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              "COPY (SELECT %s FROM ONLY %s WHERE ctid = ANY (%s)) TO STDOUT"
                  .formatted(String.join(", ", values), name, places(rows)),
              bytes);
      long copied =
          scratch.copyIn(
              "COPY " + name + " (" + String.join(", ", columns) + ") FROM STDIN",
              new ByteArrayInputStream(bytes.toByteArray()));
      return new Filled(name, copied, "");
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      throw new VeeryException(
          new Problem(
              ErrorCode.SCRATCH_DIFFERENT,
              "rows of " + name + " cannot be copied: " + error.message(),
              "where the target's schema is not what its history says, rehearse from the target:"
                  + " --from target"),
          e);
    }
  }

  /** Columns that a foreign key uses, on either side. */
  private Set<String> linked(ObjectId table) {
    Set<String> linked = new HashSet<>();
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      if (key.holder().equals(table)) {
        linked.addAll(key.columns());
      }
      if (key.referenced().equals(table)) {
        linked.addAll(key.referencedColumns());
      }
    }
    return linked;
  }

  private static String mask(Column column) {
    String name = Identifiers.quote(column.name());
    TypeName type = TypeName.of(column.type());
    if (!type.array()) {
      switch (type.bare()) {
        case "text", "character varying", "citext" -> {
          int most = type.modifier(0, 32);
          return "left(md5(" + name + "::text), " + Math.min(32, most) + ")::" + column.type();
        }
        case "uuid" -> {
          return "md5(" + name + "::text)::uuid";
        }
        default -> {}
      }
    }
    if (!(column.notNull() instanceof Column.NotNull.Required)) {
      return "NULL";
    }
    Values values = type.array() ? null : BuiltInValues.of(type);
    String value = type.array() ? "{}" : values == null ? null : values.distinct(0);
    return value == null ? name : Identifiers.literal(value) + "::" + column.type();
  }
}

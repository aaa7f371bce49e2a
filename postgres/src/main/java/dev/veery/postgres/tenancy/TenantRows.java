package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.core.tenancy.TenantTable.Owner;
import dev.veery.postgres.rehearse.rows.FillReport;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.rehearse.rows.RowScope;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fills a scratch database with rows of several tenants, each tenant's referring to its own only,
 * and remembers one row of each tenant in each table.
 */
final class TenantRows {

  private static final int EACH = 3;
  private static final long KEYS_APART = 1000;

  private final List<String> tenants;
  private final Map<ObjectId, Map<String, Sample>> samples;
  private final Map<ObjectId, Map<String, Long>> counts;
  private final Map<String, String> notes;

  private TenantRows(
      List<String> tenants,
      Map<ObjectId, Map<String, Sample>> samples,
      Map<ObjectId, Map<String, Long>> counts,
      Map<String, String> notes) {
    this.tenants = tenants;
    this.samples = samples;
    this.counts = counts;
    this.notes = notes;
  }

  /**
   * One row.
   *
   * @param place a condition that only this row passes
   * @param values by column, as text; generated columns are left out
   */
  record Sample(String place, Map<String, @Nullable String> values) {

    /** The value of a column as SQL. */
    String literal(String column) {
      String value = values.get(column);
      return value == null ? "NULL" : Identifiers.literal(value);
    }
  }

  static TenantRows fill(Session session, TenancyModel model) throws SQLException {
    List<String> tenants = TenantChoice.of(model);
    Set<String> common = new TreeSet<>();
    model.shared().forEach(table -> common.add(table.id().sqlName()));
    model.unclassified().forEach(table -> common.add(table.id().sqlName()));
    Map<String, String> notes = new HashMap<>();
    Catalog catalog = owned(model);
    for (int i = 0; i < tenants.size(); i++) {
      String tenant = tenants.get(i);
      Map<String, String> parents = new HashMap<>();
      Map<String, Map<String, String>> pinned = new HashMap<>();
      for (TenantTable table : model.tenantTables()) {
        parents.put(
            table.name(), table.tenantOf("veery_row") + " = " + Identifiers.literal(tenant));
        if (table.owner() instanceof Owner.ByColumn by) {
          pinned.put(table.name(), Map.of(by.column(), tenant));
        }
      }
      FillReport report =
          RowGenerator.fill(
              session,
              catalog,
              new RowOptions(EACH, i + 1L),
              i == 0 ? Set.of() : common,
              new RowScope(parents, pinned, i * KEYS_APART));
      report
          .tables()
          .forEach(
              filled -> notes.merge(filled.table(), filled.note(), (a, b) -> a.isEmpty() ? b : a));
    }
    Map<ObjectId, Map<String, Sample>> samples = new HashMap<>();
    Map<ObjectId, Map<String, Long>> counts = new HashMap<>();
    for (TenantTable table : model.tenantTables()) {
      read(session, table, tenants, samples, counts);
    }
    return new TenantRows(tenants, samples, counts, notes);
  }

  /** The schema, in which the columns that say whose a row is take no NULL. */
  private static Catalog owned(TenancyModel model) {
    List<SchemaObject> objects = new ArrayList<>();
    for (SchemaObject object : model.catalog().objects().values()) {
      TenantTable owned = model.find(object.id()).orElse(null);
      objects.add(owned == null ? object : required(owned));
    }
    return new Catalog(model.catalog().major(), objects, Map.of());
  }

  private static Relation.Table required(TenantTable owned) {
    Relation.Table table = owned.table();
    List<Column> columns =
        table.columns().stream()
            .map(column ->
                owned.deciding().contains(column.name())
                    ? new Column(
                        column.name(),
                        column.type(),
                        Column.NotNull.REQUIRED,
                        column.collation(),
                        column.value(),
                        column.storage(),
                        column.compression(),
                        column.statistics(),
                        column.options(),
                        column.foreignOptions(),
                        column.local(),
                        column.comment(),
                        column.privileges())
                    : column)
            .toList();
    return new Relation.Table(
        table.id(),
        table.attributes(),
        table.unlogged(),
        columns,
        table.ofType(),
        table.inherits(),
        table.partitionBy(),
        table.partitionOf(),
        table.accessMethod(),
        table.tablespace(),
        table.options(),
        table.replicaIdentity(),
        table.rowSecurity(),
        table.forceRowSecurity(),
        table.foreign());
  }

  private static void read(
      Session session,
      TenantTable table,
      List<String> tenants,
      Map<ObjectId, Map<String, Sample>> samples,
      Map<ObjectId, Map<String, Long>> counts)
      throws SQLException {
    List<String> names =
        table.table().columns().stream()
            .filter(column -> !(column.value() instanceof Column.Value.Generated))
            .map(Column::name)
            .toList();
    Map<String, Sample> found = new LinkedHashMap<>();
    Map<String, Long> rows = new LinkedHashMap<>();
    if (table.table().foreign().isPresent()) {
      return;
    }
    var sql = new StringBuilder("SELECT veery_tenant, veery_place, veery_count");
    names.forEach(name -> sql.append(", ").append(Identifiers.quote(name)).append("::text"));
    sql.append(
        " FROM (SELECT t.*, %s AS veery_tenant, format('ctid = %%L AND tableoid = %%s', ctid, tableoid::oid) AS veery_place, count(*) OVER w AS veery_count, row_number() OVER (w ORDER BY tableoid, ctid) AS veery_row FROM %s t WINDOW w AS (PARTITION BY %s)) t WHERE veery_row = 1"
            .formatted(table.tenantOf("t"), table.name(), table.tenantOf("t")));
    session.query(
        sql.toString(),
        row -> {
          String tenant = row.getString(1);
          if (tenant != null && tenants.contains(tenant)) {
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
              values.put(names.get(i), row.getString(i + 4));
            }
            found.put(tenant, new Sample(Objects.requireNonNull(row.getString(2)), values));
            rows.put(tenant, row.getLong(3));
          }
        });
    samples.put(table.id(), found);
    counts.put(table.id(), rows);
  }

  List<String> tenants() {
    return tenants;
  }

  /** A row of a tenant; null where none could be made. */
  @Nullable Sample sample(TenantTable table, String tenant) {
    return samples.getOrDefault(table.id(), Map.of()).get(tenant);
  }

  long count(TenantTable table, String tenant) {
    return counts.getOrDefault(table.id(), Map.of()).getOrDefault(tenant, 0L);
  }

  /** Why a table has no rows, or fewer than wanted; empty where all is well. */
  String note(TenantTable table) {
    return notes.getOrDefault(table.name(), "");
  }
}

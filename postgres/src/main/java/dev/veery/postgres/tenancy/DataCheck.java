package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.lint.Severity;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyFinding.Source;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.core.tenancy.TenantTable.Owner;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the rows of a database, in a transaction that can only read: rows of no tenant or of one
 * that nobody knows, and children whose tenant is not their parent's.
 */
public final class DataCheck {

  private static final int EXAMPLES = 3;

  private final Session session;
  private final TenancyModel model;
  private final long largest;
  private final List<TenancyFinding> findings = new ArrayList<>();
  private final Map<String, String> skipped = new TreeMap<>();
  private final Map<String, Long> sizes = new TreeMap<>();

  private DataCheck(Session session, TenancyModel model, long largest) {
    this.session = session;
    this.model = model;
    this.largest = largest;
  }

  /**
   * What was found.
   *
   * @param skipped tables that were not looked at, with the reason
   */
  public record Result(List<TenancyFinding> findings, Map<String, String> skipped) {}

  /**
   * Looks at every table of tenants.
   *
   * @param largest tables of more bytes are passed over; 0 for no limit
   */
  public static Result check(Session session, TenancyModel model, long largest) {
    try {
      return new DataCheck(session, model, largest).check();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking at the rows of tenants");
    }
  }

  private Result check() throws SQLException {
    // Where policies hold for this role it would see nothing, and find nothing: it is told instead.
    session.execute("BEGIN TRANSACTION READ ONLY");
    try {
      session.execute("SET LOCAL row_security = off");
      readSizes();
      for (TenantTable table : model.tenantTables()) {
        if (table.table().partitionOf().isEmpty() && table.table().foreign().isEmpty()) {
          check(table);
        }
      }
      return new Result(List.copyOf(findings), skipped);
    } finally {
      session.rollbackQuietly();
    }
  }

  private void readSizes() throws SQLException {
    session.query(
        """
        SELECT n.nspname, c.relname, COALESCE((SELECT sum(pg_catalog.pg_relation_size(t.relid))
                                 FROM pg_catalog.pg_partition_tree(c.oid) t),
                               pg_catalog.pg_relation_size(c.oid))
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        """,
        row -> sizes.put(Identifiers.qualify(row.getString(1), row.getString(2)), row.getLong(3)));
  }

  private void check(TenantTable table) throws SQLException {
    long size = sizes.getOrDefault(table.name(), 0L);
    if (largest > 0 && size > largest) {
      skipped.put(table.name(), "it has " + size / (1 << 20) + " MB");
      return;
    }
    session.execute("SAVEPOINT veery");
    try {
      nobody(table);
      unknown(table);
      for (Constraint.ForeignKey key : model.foreignKeys(table.table())) {
        strangers(table, key);
      }
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      skipped.put(table.name(), error.message());
      session.execute("ROLLBACK TO SAVEPOINT veery");
    }
  }

  private void nobody(TenantTable table) throws SQLException {
    String condition = table.tenantOf("t") + " IS NULL";
    long count = count("FROM " + table.name() + " t WHERE " + condition);
    if (count > 0) {
      add(
          "row-without-tenant",
          table,
          "rows of " + table.name() + " belong to no tenant: " + count,
          "Nobody sees them, or everybody does.",
          examples("t::text", "FROM " + table.name() + " t WHERE " + condition));
    }
  }

  private void unknown(TenantTable table) throws SQLException {
    if (model.settings().tenants().isEmpty() || !(table.owner() instanceof Owner.ByColumn)) {
      return;
    }
    String from =
        "FROM (SELECT DISTINCT "
            + table.tenantOf("t")
            + " AS tenant FROM "
            + table.name()
            + " t) d WHERE tenant IS NOT NULL AND tenant NOT IN (SELECT q.id::text FROM ("
            + model.settings().tenants()
            + ") q (id) WHERE q.id IS NOT NULL)";
    long count = count(from);
    if (count > 0) {
      add(
          "tenant-unknown",
          table,
          table.name() + " holds rows of tenants that are not known: " + count,
          "Their tenant was deleted, or never was.",
          examples("tenant", from));
    }
  }

  private void strangers(TenantTable child, Constraint.ForeignKey key) throws SQLException {
    TenantTable parent = model.find(key.referenced()).orElse(null);
    boolean decides = child.owner() instanceof Owner.ByParent by && by.key().id().equals(key.id());
    if (parent == null || decides) {
      return;
    }
    String on =
        java.util.stream.IntStream.range(0, key.columns().size())
            .mapToObj(i ->
                "p."
                    + Identifiers.quote(key.referencedColumns().get(i))
                    + " = c."
                    + Identifiers.quote(key.columns().get(i)))
            .collect(Collectors.joining(" AND "));
    String from =
        "FROM "
            + child.name()
            + " c JOIN "
            + parent.name()
            + " p ON "
            + on
            + " WHERE "
            + child.tenantOf("c")
            + " IS DISTINCT FROM "
            + parent.tenantOf("p");
    long count = count(from);
    if (count > 0) {
      add(
          "child-of-another",
          child,
          "rows of "
              + child.name()
              + " refer by "
              + Identifiers.quote(key.id().name())
              + " to rows of another tenant in "
              + parent.name()
              + ": "
              + count,
          "What belongs to one tenant hangs on another.",
          examples("c::text || ' → ' || p::text", from));
    }
  }

  private void add(
      String code, TenantTable table, String message, String effect, List<String> examples) {
    findings.add(
        new TenancyFinding(
            code, Source.DATA, Severity.ERROR, table.name(), message, effect, "", examples));
  }

  private long count(String from) throws SQLException {
    @Nullable String count = session.value("SELECT count(*) " + from);
    return count == null ? 0 : Long.parseLong(count);
  }

  private List<String> examples(String what, String from) throws SQLException {
    List<String> examples = new ArrayList<>();
    session.query(
        "SELECT left(" + what + ", 200) " + from + " ORDER BY 1 LIMIT " + EXAMPLES,
        row -> examples.add(String.valueOf(row.getString(1))));
    return examples;
  }
}

package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Setting;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.core.tenancy.TenantTable.Owner;
import dev.veery.postgres.tenancy.Attempt.Expect;
import dev.veery.postgres.tenancy.TenantRows.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to try on tenants' tables and partitions.
 *
 * <p>An attack is blind where it can be: {@code DELETE FROM docs} asks only the policies for
 * DELETE, while a condition would bring in those for SELECT. The session's own rows are taken out
 * of its way before, by a superuser and past all triggers, so that what it then deletes, or what a
 * constraint then keeps from being deleted, is another tenant's.
 */
final class TableAttempts {

  private final TenancyModel model;
  private final TenantRows rows;
  private final Map<ObjectId, List<Index>> keys = new HashMap<>();
  private final Set<ObjectId> guarded = new HashSet<>();
  private final Set<ObjectId> active = new HashSet<>();

  TableAttempts(TenancyModel model, TenantRows rows) {
    this.model = model;
    this.rows = rows;
    for (Constraint.Key key : model.catalog().all(Constraint.Key.class)) {
      if (key.type() != Constraint.KeyType.EXCLUSION
          && key.timing() == Constraint.Timing.IMMEDIATE) {
        keys.computeIfAbsent(key.holder(), id -> new ArrayList<>()).add(key.index());
      }
    }
    for (Index index : model.catalog().all(Index.class)) {
      if (index.unique()
          && index.predicate().isEmpty()
          && index.keys().stream().noneMatch(key -> key.column().isEmpty())) {
        keys.computeIfAbsent(index.table(), id -> new ArrayList<>()).add(index);
      }
    }
    for (TablePart.Trigger trigger : model.catalog().all(TablePart.Trigger.class)) {
      active.add(trigger.relation());
      if (trigger.definition().contains(" BEFORE ")) {
        guarded.add(trigger.relation());
      }
    }
    model.catalog().all(TablePart.Rule.class).forEach(rule -> active.add(rule.relation()));
    for (Constraint.ForeignKey key : model.catalog().all(Constraint.ForeignKey.class)) {
      if (!key.onDelete().equals("NO ACTION") && !key.onDelete().equals("RESTRICT")) {
        active.add(key.referenced());
      }
    }
  }

  /** One table, one role, one situation. */
  List<Attempt> of(TenantTable table, String login, String become, Situation situation) {
    if (rows.sample(table, situation.foreign()) == null) {
      return List.of();
    }
    return new Target(table, login, become, situation).attempts();
  }

  /** How many rows of a tenant stand in a table, as text that changes with every change of them. */
  String digest(TenantTable table, @Nullable String own) {
    return "SELECT md5(COALESCE(string_agg(t::text || t.ctid::text || t.tableoid::text, ','"
        + " ORDER BY t.tableoid, t.ctid), '')) FROM "
        + table.name()
        + " t WHERE "
        + foreign(table, "t", own);
  }

  /** The digests of all tables of tenants. */
  String digestOfAll(@Nullable String own) {
    return "SELECT concat_ws(',', "
        + model.tenantTables().stream()
            .filter(table -> table.table().partitionOf().isEmpty())
            .filter(table -> table.table().foreign().isEmpty())
            .map(table -> "(" + digest(table, own) + ")")
            .collect(Collectors.joining(", "))
        + ")";
  }

  static String foreign(TenantTable table, String alias, @Nullable String own) {
    String tenant = table.tenantOf(alias);
    return own == null ? tenant + " IS NOT NULL" : tenant + " <> " + Identifiers.literal(own);
  }

  private final class Target {
    private final TenantTable table;
    private final String login;
    private final String become;
    private final Situation situation;
    private final String name;
    private final Sample foreignRow;
    private final @Nullable Sample ownRow;
    private final List<Attempt> attempts = new ArrayList<>();

    Target(TenantTable table, String login, String become, Situation situation) {
      this.table = table;
      this.login = login;
      this.become = become;
      this.situation = situation;
      this.name = table.name();
      this.foreignRow = Objects.requireNonNull(rows.sample(table, situation.foreign()));
      this.ownRow = situation.own() == null ? null : rows.sample(table, situation.own());
    }

    private String acting() {
      return become.isEmpty() ? login : become;
    }

    List<Attempt> attempts() {
      select();
      if (!become.isEmpty() && situation.setting() != Setting.OWN) {
        return attempts;
      }
      insert();
      update();
      delete();
      returning();
      merge();
      add(Command.TRUNCATE, "", "", "TRUNCATE " + name + " CASCADE", new Expect.Refused());
      // Whoever is no tenant uses the row of one who is not attacked.
      Sample used =
          situation.own() == null ? rows.sample(table, rows.tenants().getFirst()) : ownRow;
      if (used != null) {
        onConflict(used);
        existence(used);
        references(used);
      }
      if (situation.setting() == Setting.OWN && ownRow != null) {
        ownWrite(ownRow);
      }
      return attempts;
    }

    /** What the session does as the tenant that it was before; a plan may remember that one. */
    private List<String> warm() {
      return situation.before() != null && model.may(acting(), table.table(), "SELECT")
          ? List.of("SELECT count(*) FROM " + name)
          : List.of();
    }

    private void add(
        Command command, String prepare, String digest, String statement, Expect expect) {
      add(command, prepare, warm(), digest, statement, expect);
    }

    private void add(
        Command command,
        String prepare,
        List<String> warm,
        String digest,
        String statement,
        Expect expect) {
      attempts.add(
          new Attempt(
              new Matrix.Key(
                  name,
                  command,
                  become.isEmpty() ? login : login + " as " + become,
                  situation.setting()),
              login,
              become,
              situation,
              prepare,
              warm,
              digest,
              statement,
              expect));
    }

    private boolean may(String column, String privilege) {
      return table.table().columns().stream()
          .anyMatch(c ->
              c.name().equals(column) && model.mayColumn(acting(), table.table(), c, privilege));
    }

    private @Nullable String column() {
      return table.owner() instanceof Owner.ByColumn by ? by.column() : null;
    }

    private String countForeign() {
      String column = column();
      if (column != null
          && (may(column, "SELECT") || !model.may(acting(), table.table(), "SELECT"))) {
        return "SELECT count(*) FROM " + name + " WHERE " + plainForeign(column);
      }
      return "SELECT count(*) FROM " + name;
    }

    /** Without an alias, as a person would write it. */
    private String plainForeign(String column) {
      String text = Identifiers.quote(column) + "::text";
      return situation.own() == null
          ? Identifiers.quote(column) + " IS NOT NULL"
          : text + " <> " + Identifiers.literal(situation.own());
    }

    private long ownCount() {
      return situation.own() == null ? 0 : rows.count(table, situation.own());
    }

    private void select() {
      String count = countForeign();
      boolean plain = !count.contains(" WHERE ");
      Expect expect = new Expect.NoMoreThan(plain ? ownCount() : 0);
      if (situation.setting() == Setting.CHANGED) {
        String prepared = "veery_q" + Integer.toHexString(count.hashCode() ^ acting().hashCode());
        add(
            Command.SELECT,
            "",
            List.of("PREPARE " + prepared + " AS " + count, "EXECUTE " + prepared),
            "",
            "EXECUTE " + prepared,
            expect);
        return;
      }
      add(Command.SELECT, "", "", count, expect);
      if (situation.setting() == Setting.OWN) {
        String column = column();
        add(
            Command.SELECT,
            "",
            "",
            plain || column == null
                ? count
                : "SELECT count(*) FROM "
                    + name
                    + " WHERE "
                    + Identifiers.quote(column)
                    + "::text = "
                    + Identifiers.literal(Objects.requireNonNull(situation.own())),
            new Expect.OwnRows());
      }
    }

    private String digest() {
      return TableAttempts.this.digest(table, situation.own());
    }

    private Expect unchanged() {
      return new Expect.Unchanged(!guarded.contains(table.id()));
    }

    private String withoutOwn() {
      return situation.own() == null
          ? ""
          : "DELETE FROM "
              + name
              + " t WHERE "
              + table.tenantOf("t")
              + " = "
              + Identifiers.literal(situation.own());
    }

    private String into(Map<String, String> values) {
      Map<String, String> chosen = new LinkedHashMap<>();
      boolean some =
          model.may(acting(), table.table(), "INSERT")
              && values.keySet().stream().anyMatch(c -> may(c, "INSERT"));
      values.forEach((column, literal) -> {
        if (!some || may(column, "INSERT")) {
          chosen.put(column, literal);
        }
      });
      return "INSERT INTO "
          + name
          + " ("
          + chosen.keySet().stream().map(Identifiers::quote).collect(Collectors.joining(", "))
          + ") OVERRIDING SYSTEM VALUE VALUES ("
          + String.join(", ", chosen.values())
          + ")";
    }

    private Map<String, String> literals(Sample row) {
      Map<String, String> literals = new LinkedHashMap<>();
      row.values().keySet().forEach(column -> literals.put(column, row.literal(column)));
      return literals;
    }

    private String without(Sample row) {
      return "DELETE FROM " + name + " WHERE " + row.place();
    }

    private void insert() {
      add(Command.INSERT, without(foreignRow), digest(), into(literals(foreignRow)), unchanged());
    }

    /** A column that nothing hangs on, which the role may write; null where there is none. */
    private @Nullable String harmless() {
      Set<String> taken = new LinkedHashSet<>(table.deciding());
      keys.getOrDefault(table.id(), List.of())
          .forEach(index -> index.keys().forEach(key -> taken.add(key.column())));
      model.foreignKeys(table.table()).forEach(key -> taken.addAll(key.columns()));
      boolean some = model.may(acting(), table.table(), "UPDATE");
      for (Column column : table.table().columns()) {
        boolean settable =
            switch (column.value()) {
              case Column.Value.Generated generated -> false;
              case Column.Value.Identity identity -> false;
              case Column.Value.InheritedIdentity identity -> false;
              case Column.Value.Default value -> true;
              case Column.Value.None none -> true;
            };
        if (settable && !taken.contains(column.name()) && (!some || may(column.name(), "UPDATE"))) {
          return column.name();
        }
      }
      return null;
    }

    private String set(String column, String literal) {
      return "UPDATE " + name + " SET " + Identifiers.quote(column) + " = " + literal;
    }

    /** Moves rows to the tenant of another row, by the columns that say whose they are. */
    private String move(Sample to) {
      return "UPDATE "
          + name
          + " SET "
          + table.deciding().stream()
              .map(column -> Identifiers.quote(column) + " = " + to.literal(column))
              .collect(Collectors.joining(", "));
    }

    private void update() {
      boolean mayMove =
          table.deciding().stream().allMatch(column -> may(column, "UPDATE"))
              || !model.may(acting(), table.table(), "UPDATE");
      if (mayMove) {
        if (ownRow != null) {
          add(Command.UPDATE, "", digest(), move(ownRow), unchanged());
        }
        add(Command.UPDATE, "", digest(), move(foreignRow), unchanged());
      }
      String other = harmless();
      if (other != null) {
        add(
            Command.UPDATE,
            withoutOwn(),
            digest(),
            set(other, foreignRow.literal(other)),
            unchanged());
      }
    }

    private void delete() {
      add(Command.DELETE, withoutOwn(), digest(), "DELETE FROM " + name, unchanged());
    }

    private void returning() {
      String other = harmless();
      boolean byUpdate =
          other != null
              && !model.may(acting(), table.table(), "DELETE")
              && model.may(acting(), table.table(), "UPDATE");
      String write =
          byUpdate && other != null ? set(other, foreignRow.literal(other)) : "DELETE FROM " + name;
      add(
          Command.RETURNING,
          withoutOwn(),
          "",
          "WITH gone AS (" + write + " RETURNING 1) SELECT count(*) FROM gone",
          new Expect.NoMoreThan(0));
    }

    private void merge() {
      if (model.catalog().major() < 15) {
        return;
      }
      add(
          Command.MERGE,
          withoutOwn(),
          digest(),
          "MERGE INTO " + name + " USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
          unchanged());
      String other = harmless();
      if (other != null) {
        add(
            Command.MERGE,
            withoutOwn(),
            digest(),
            "MERGE INTO "
                + name
                + " USING (SELECT 1) AS s ON true WHEN MATCHED THEN UPDATE SET "
                + Identifiers.quote(other)
                + " = "
                + foreignRow.literal(other),
            unchanged());
      }
      Map<String, String> values = literals(foreignRow);
      add(
          Command.MERGE,
          without(foreignRow),
          digest(),
          "MERGE INTO "
              + name
              + " USING (SELECT 1) AS s ON false WHEN NOT MATCHED THEN INSERT ("
              + values.keySet().stream().map(Identifiers::quote).collect(Collectors.joining(", "))
              + ") OVERRIDING SYSTEM VALUE VALUES ("
              + String.join(", ", values.values())
              + ")",
          unchanged());
    }

    private List<Index> keys() {
      return keys.getOrDefault(table.id(), List.of());
    }

    private void onConflict(Sample own) {
      String column = column();
      String other = harmless();
      for (Index key : keys()) {
        List<String> columns = key.keys().stream().map(Index.Key::column).toList();
        if (!foreignRow.values().keySet().containsAll(columns)) {
          continue;
        }
        Map<String, String> values = literals(own);
        columns.forEach(c -> values.put(c, foreignRow.literal(c)));
        if (column != null) {
          values.put(column, own.literal(column));
        }
        String changed = column != null && may(column, "UPDATE") ? column : other;
        if (changed == null) {
          changed = columns.getFirst();
        }
        add(
            Command.ON_CONFLICT,
            without(own),
            digest(),
            into(values)
                + " ON CONFLICT ("
                + columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "))
                + ") DO UPDATE SET "
                + Identifiers.quote(changed)
                + " = "
                + own.literal(changed),
            new Expect.Unchanged(false));
      }
    }

    private void existence(Sample own) {
      for (Index key : keys()) {
        List<String> columns = key.keys().stream().map(Index.Key::column).toList();
        boolean natural =
            columns.stream().noneMatch(c -> table.deciding().contains(c))
                && foreignRow.values().keySet().containsAll(columns)
                && columns.stream().anyMatch(c -> foreignRow.values().get(c) != null)
                && !isSurrogate(columns);
        if (natural) {
          Map<String, String> values = literals(own);
          columns.forEach(c -> values.put(c, foreignRow.literal(c)));
          add(
              Command.EXISTENCE,
              without(own),
              "",
              into(values),
              new Expect.NoConflict(key.id().name()));
        }
      }
    }

    private boolean isSurrogate(List<String> columns) {
      return columns.stream()
          .allMatch(name ->
              table.table().columns().stream()
                  .anyMatch(c ->
                      c.name().equals(name)
                          && List.of("uuid", "integer", "bigint", "smallint").contains(c.type())));
    }

    private void references(Sample own) {
      for (Constraint.ForeignKey key : model.foreignKeys(table.table())) {
        TenantTable parent = model.find(key.referenced()).orElse(null);
        if (parent == null || key.columns().stream().anyMatch(table.deciding()::contains)) {
          continue;
        }
        Sample target = rows.sample(parent, situation.foreign());
        if (target == null) {
          continue;
        }
        Map<String, String> values = literals(own);
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
          String literal = target.literal(key.referencedColumns().get(i));
          values.put(key.columns().get(i), literal);
          sets.add(Identifiers.quote(key.columns().get(i)) + " = " + literal);
        }
        add(Command.REFERENCE, without(own), "", into(values), new Expect.Refused());
        if (situation.own() != null && key.columns().stream().allMatch(c -> may(c, "UPDATE"))) {
          add(
              Command.REFERENCE,
              "DELETE FROM "
                  + name
                  + " t WHERE "
                  + table.tenantOf("t")
                  + " <> "
                  + Identifiers.literal(Objects.requireNonNull(situation.own()))
                  + " OR "
                  + own.place()
                      .replace("ctid = ", "(ctid <> ")
                      .replace(" AND tableoid = ", " OR tableoid <> ")
                  + ")",
              digestOfOne(own, sets),
              "UPDATE " + name + " SET " + String.join(", ", sets),
              new Expect.Unchanged(false));
        }
      }
    }

    /** Changes when the session's own row refers to another tenant. */
    private String digestOfOne(Sample own, List<String> sets) {
      return "SELECT count(*)::text FROM "
          + name
          + " WHERE "
          + sets.stream().collect(Collectors.joining(" AND "));
    }

    private void ownWrite(Sample own) {
      if (!active.contains(table.id())) {
        return;
      }
      String all = digestOfAll(situation.own());
      add(Command.OWN_WRITE, without(own), all, into(literals(own)), new Expect.Unchanged(false));
      String column = column();
      String where =
          column == null
              ? ""
              : " WHERE "
                  + Identifiers.quote(column)
                  + "::text = "
                  + Identifiers.literal(Objects.requireNonNull(situation.own()));
      if (column == null) {
        return;
      }
      String other = harmless();
      if (other != null) {
        add(
            Command.OWN_WRITE,
            "",
            all,
            set(other, own.literal(other)) + where,
            new Expect.Unchanged(false));
      }
      add(Command.OWN_WRITE, "", all, "DELETE FROM " + name + where, new Expect.Unchanged(false));
    }
  }
}

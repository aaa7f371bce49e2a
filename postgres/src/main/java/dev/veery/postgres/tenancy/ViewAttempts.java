package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What to try on views and materialized views. */
final class ViewAttempts {

  private final TenancyModel model;
  private final TenantRows rows;
  private final TableAttempts tables;

  ViewAttempts(TenancyModel model, TenantRows rows, TableAttempts tables) {
    this.model = model;
    this.rows = rows;
    this.tables = tables;
  }

  /** Views that tenants' rows can come out of, with the tables that these are in. */
  Map<Relation, List<TenantTable>> views() {
    Map<Relation, List<TenantTable>> views = new LinkedHashMap<>();
    for (Relation relation : model.catalog().all(Relation.class)) {
      if (relation instanceof Relation.View || relation instanceof Relation.MaterializedView) {
        List<TenantTable> read = new ArrayList<>();
        for (ObjectId id : model.reads(relation.id())) {
          model.find(id).ifPresent(read::add);
        }
        boolean byFunction =
            model.reads(relation.id()).stream()
                .anyMatch(id -> id.kind() == dev.veery.core.catalog.ObjectKind.FUNCTION);
        if (!read.isEmpty() || byFunction) {
          views.put(relation, read);
        }
      }
    }
    return views;
  }

  private static List<Relation.ViewColumn> columns(Relation relation) {
    return switch (relation) {
      case Relation.View view -> view.columns();
      case Relation.MaterializedView view -> view.columns();
      case Relation.Table table -> List.of();
      case Relation.Sequence sequence -> List.of();
    };
  }

  /** The column of a view that says whose a row is; null where it has none. */
  private static @Nullable String tenantColumn(Relation relation, List<TenantTable> tables) {
    for (TenantTable table : tables) {
      // The list of tenants calls it id, and so may a view call anything.
      if (table.owner() instanceof Owner.ByColumn by && !by.column().equals("id")) {
        for (Relation.ViewColumn column : columns(relation)) {
          if (column.name().equals(by.column())) {
            return column.name();
          }
        }
      }
    }
    return null;
  }

  List<Attempt> of(Relation view, List<TenantTable> read, String login, Situation situation) {
    String name = view.id().sqlName();
    String own = situation.own();
    String column = tenantColumn(view, read);
    List<Attempt> attempts = new ArrayList<>();
    if (column != null) {
      String quoted = Identifiers.quote(column);
      String foreign =
          own == null ? quoted + " IS NOT NULL" : quoted + "::text <> " + Identifiers.literal(own);
      String count = "SELECT count(*) FROM " + name + " WHERE " + foreign;
      if (situation.setting() == Setting.CHANGED) {
        String prepared = "veery_v" + Integer.toHexString(count.hashCode() ^ login.hashCode());
        attempts.add(
            attempt(
                name,
                Command.SELECT,
                login,
                situation,
                List.of("PREPARE " + prepared + " AS " + count, "EXECUTE " + prepared),
                "",
                "EXECUTE " + prepared,
                new Expect.NoMoreThan(0)));
        return attempts;
      }
      attempts.add(select(name, login, situation, count, new Expect.NoMoreThan(0)));
      if (own != null && situation.setting() == Setting.OWN) {
        attempts.add(
            select(
                name,
                login,
                situation,
                "SELECT count(*) FROM "
                    + name
                    + " WHERE "
                    + quoted
                    + "::text = "
                    + Identifiers.literal(own),
                new Expect.OwnRows()));
        attempts.add(
            select(
                name,
                login,
                situation,
                "SELECT count(*) FROM "
                    + name
                    + " WHERE veery_attack.peek("
                    + quoted
                    + "::text, "
                    + Identifiers.literal(own)
                    + ")",
                new Expect.NothingSeen()));
      }
    }
    boolean writes =
        view instanceof Relation.View
            && (situation.setting() == Setting.OWN || situation.setting() == Setting.MISSING);
    if (writes) {
      write((Relation.View) view, read, column, login, situation, attempts);
    }
    return attempts;
  }

  private void write(
      Relation.View view,
      List<TenantTable> read,
      @Nullable String column,
      String login,
      Situation situation,
      List<Attempt> attempts) {
    String name = view.id().sqlName();
    String digest =
        hasTrigger(view) || read.isEmpty()
            ? tables.digestOfAll(situation.own())
            : "SELECT concat_ws(',', "
                + read.stream()
                    .map(table -> "(" + tables.digest(table, situation.own()) + ")")
                    .collect(Collectors.joining(", "))
                + ")";
    attempts.add(
        attempt(
            name,
            Command.DELETE,
            login,
            situation,
            List.of(),
            digest,
            "DELETE FROM " + name,
            new Expect.Unchanged(false)));
    Relation.ViewColumn plain = null;
    for (Relation.ViewColumn candidate : view.columns()) {
      if (!candidate.name().equals(column)
          && candidate.type().startsWith("text")
          && plain == null) {
        plain = candidate;
      }
    }
    if (plain != null) {
      attempts.add(
          attempt(
              name,
              Command.UPDATE,
              login,
              situation,
              List.of(),
              digest,
              "UPDATE " + name + " SET " + Identifiers.quote(plain.name()) + " = 'veery'",
              new Expect.Unchanged(false)));
    }
    if (read.size() == 1) {
      Sample row = rows.sample(read.getFirst(), situation.foreign());
      List<String> known =
          row == null
              ? List.of()
              : view.columns().stream()
                  .map(Relation.ViewColumn::name)
                  .filter(row.values()::containsKey)
                  .toList();
      if (row != null && known.size() == view.columns().size()) {
        attempts.add(
            new Attempt(
                new Matrix.Key(name, Command.INSERT, login, situation.setting()),
                login,
                "",
                situation,
                "DELETE FROM " + read.getFirst().name() + " WHERE " + row.place(),
                List.of(),
                digest,
                "INSERT INTO "
                    + name
                    + " ("
                    + known.stream().map(Identifiers::quote).collect(Collectors.joining(", "))
                    + ") OVERRIDING SYSTEM VALUE VALUES ("
                    + known.stream().map(row::literal).collect(Collectors.joining(", "))
                    + ")",
                new Expect.Unchanged(false)));
      }
    }
  }

  private boolean hasTrigger(Relation view) {
    return model.catalog().all(TablePart.Trigger.class).stream()
            .anyMatch(trigger -> trigger.relation().equals(view.id()))
        || model.catalog().all(TablePart.Rule.class).stream()
            .anyMatch(rule -> rule.relation().equals(view.id()));
  }

  /** Asks whether what a view shows has to do with the rows of other tenants. */
  Attempt question(Relation view, String login, Situation situation) {
    String name = view.id().sqlName();
    return select(
        name,
        login,
        situation,
        "SELECT md5(COALESCE(string_agg(x::text, '|' ORDER BY x::text), '')) || count(*) FROM "
            + name
            + " x",
        new Expect.SameAnswer(true, "SELECT * FROM " + name));
  }

  private static Attempt select(
      String name, String login, Situation situation, String statement, Expect expect) {
    return attempt(name, Command.SELECT, login, situation, List.of(), "", statement, expect);
  }

  private static Attempt attempt(
      String name,
      Command command,
      String login,
      Situation situation,
      List<String> warm,
      String digest,
      String statement,
      Expect expect) {
    return new Attempt(
        new Matrix.Key(name, command, login, situation.setting()),
        login,
        "",
        situation,
        "",
        warm,
        digest,
        statement,
        expect);
  }
}

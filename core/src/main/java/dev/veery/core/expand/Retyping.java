package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.diff.PartSql;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code ALTER COLUMN … TYPE} of one or more columns of one or more tables, together: a primary key
 * and the foreign keys that point to it change in the same instant.
 *
 * <p>Beside each column stands one of the new type. Triggers keep the two equal ({@link
 * DualWrite}), a backfill fills what was there before, and everything that hangs on the old column
 * is built on the new one while nobody waits. The exchange of names is then a matter of the
 * catalog. The old columns stay behind it, hidden and in step, until the purge; so the exchange can
 * be taken back as quickly, with what was written since.
 */
final class Retyping {

  /** The triggers of the pair keep right what is written meanwhile. */
  static final String BACKFILL = "trigger=off";

  private final Catalog catalog;
  private final String home;
  private final List<Shadow> shadows;
  private final List<String> sequences;
  private final List<String> sequencesBack;
  private final Map<Table, List<Shadow>> byTable = new LinkedHashMap<>();
  private final boolean strict;
  private final Recreated over;

  /**
   * @param home the schema for functions, quoted
   * @param sequences statements that widen sequences together with their columns
   * @param sequencesBack what takes those back
   * @param around what the migration itself says of views and their like over the columns
   */
  Retyping(
      Catalog catalog,
      String home,
      List<Shadow> shadows,
      List<String> sequences,
      List<String> sequencesBack,
      WrittenAround around) {
    this.catalog = catalog;
    this.home = home;
    this.shadows = List.copyOf(shadows);
    this.sequences = List.copyOf(sequences);
    this.sequencesBack = List.copyOf(sequencesBack);
    for (Shadow shadow : shadows) {
      byTable.computeIfAbsent(shadow.table(), t -> new ArrayList<>()).add(shadow);
    }
    this.over = around.with(Recreated.over(catalog, shadows));
    this.strict = shadows.stream().allMatch(s -> s.conversion().strict());
  }

  void into(Expansion.Builder to) {
    for (Shadow shadow : shadows) {
      to.table(shadow.sqlTable());
      to.shape(shadow.table())
          .changes(shadow.column().name(), shadow.shadow(), shadow.column().name());
      to.change(
          shadow.label()
              + " becomes "
              + shadow.conversion().to()
              + ", which was "
              + shadow.conversion().from());
    }
    if (!over.names().isEmpty()) {
      to.note(
          "made again in the transaction of the exchange, and looking at the old column until then: "
              + String.join(", ", over.names()));
    }
    expand(to);
    // What may fail for some value must not be in the old application's way: constraints and unique
    // indexes on the new column come when every row has been seen to fit.
    if (strict) {
      new Succession(catalog, byTable, over, true).prepare(Phase.EXPAND, to);
    }
    shadows.forEach(shadow -> to.add(Phase.CONTRACT, Checks.equal(catalog, shadow)));
    if (!strict) {
      new Succession(catalog, byTable, over, true).prepare(Phase.CONTRACT, to);
    }
    var exchange = new Succession(catalog, byTable, over, true).exchange(locks());
    exchange.addAll(sequences);
    byTable.forEach((table, list) -> exchange.addAll(behind(table, list)));
    to.own(Phase.CONTRACT, exchange);
    revert(to);
    abort(to);
    purge(to);
  }

  private void expand(Expansion.Builder to) {
    for (Shadow shadow : shadows) {
      if (!shadow.conversion().strict()) {
        to.own(Phase.EXPAND, List.of(Tries.create(home, shadow)));
        to.add(
            Phase.EXPAND,
            Checks.none(
                catalog,
                shadow.table(),
                shadow.old() + " IS NOT NULL AND " + Tries.call(home, shadow) + " IS NULL",
                "have a value in " + shadow.old() + " that is no " + shadow.conversion().to()));
      }
    }
    byTable.forEach((table, list) -> {
      var add = new ArrayList<String>();
      var columns = new ArrayList<String>();
      for (Shadow shadow : list) {
        columns.add(
            "ADD COLUMN "
                + shadow.fresh()
                + ' '
                + shadow.conversion().to()
                + (shadow.collation().isEmpty() ? "" : " COLLATE " + shadow.collation()));
      }
      add.add("ALTER TABLE " + table.id().sqlName() + ' ' + String.join(", ", columns));
      for (Shadow shadow : list) {
        tryDefault(shadow, add);
        carried(shadow, add);
      }
      add.addAll(new DualWrite(home, table, list).create());
      to.own(Phase.EXPAND, add);
    });
    if (!over.names().isEmpty()) {
      // Whether a view can be made over the new type shows now and not at the exchange.
      to.own(Phase.EXPAND, List.of(locks().getFirst(), over.attempt(names())));
    }
    byTable.forEach((table, list) -> to.add(Phase.EXPAND, backfill(table, list)));
  }

  /** The exchange of names alone. */
  private List<String> names() {
    var exchange = new ArrayList<String>();
    for (Shadow shadow : shadows) {
      String rename = "ALTER TABLE " + shadow.sqlTable() + " RENAME COLUMN ";
      exchange.add(rename + shadow.old() + " TO " + shadow.hidden());
      exchange.add(rename + shadow.fresh() + " TO " + shadow.old());
    }
    return exchange;
  }

  /**
   * Whether the default fits the new type shows now and not at the exchange. The new column must
   * not keep it: a row that is written without the column has to be told from one that names it.
   */
  private static void tryDefault(Shadow shadow, List<String> statements) {
    if (shadow.column().value() instanceof Column.Value.Default value) {
      String alter = "ALTER TABLE " + shadow.sqlTable() + " ALTER COLUMN " + shadow.fresh();
      statements.add(alter + " SET DEFAULT " + value.expression());
      statements.add(alter + " DROP DEFAULT");
    }
  }

  /** What a column has besides its values, and an index has not. */
  private static void carried(Shadow shadow, List<String> statements) {
    Table table = shadow.table();
    statements.addAll(PartSql.settings(table.id(), shadow.shadow(), shadow.column()));
    statements.addAll(
        PartSql.privileges(
            table.id(), shadow.shadow(), shadow.column().privileges(), table.attributes().owner()));
    if (!shadow.column().comment().isEmpty()) {
      statements.add(
          PartSql.comment(ObjectId.column(table.id(), shadow.shadow()), shadow.column().comment()));
    }
  }

  private Piece backfill(Table table, List<Shadow> list) {
    var set = new ArrayList<String>();
    var where = new ArrayList<String>();
    for (Shadow shadow : list) {
      boolean isStrict = shadow.conversion().strict();
      String value =
          isStrict ? shadow.conversion().forward(shadow.old()) : Tries.call(home, shadow);
      set.add(shadow.fresh() + " = " + value);
      where.add(
          isStrict
              ? Shadow.differ(shadow.fresh(), value)
              : shadow.fresh() + " IS NULL AND " + value + " IS NOT NULL");
    }
    return new Piece.Backfill(
        "UPDATE "
            + table.id().sqlName()
            + " SET "
            + String.join(", ", set)
            + " WHERE "
            + (where.size() == 1 ? where.getFirst() : "(" + String.join(") OR (", where) + ")"),
        BACKFILL);
  }

  /** The triggers behind the exchange: the old columns follow, where there is a way. */
  private List<String> behind(Table table, List<Shadow> list) {
    DualWrite dual = new DualWrite(home, table, list);
    return list.stream().allMatch(s -> s.conversion().isTwoWay())
        ? List.of(dual.functionReversed())
        : dual.drop();
  }

  private void revert(Expansion.Builder to) {
    if (!shadows.stream().allMatch(s -> s.conversion().isTwoWay())) {
      to.note(
          "there is no way from new values to old ones, so the contract phase cannot be taken back");
      return;
    }
    for (Shadow shadow : shadows) {
      to.add(
          Phase.REVERT,
          Checks.none(
              catalog,
              shadow.table(),
              shadow.old() + " IS NOT NULL AND " + shadow.hidden() + " IS NULL",
              "have a value in " + shadow.old() + " that is no " + shadow.conversion().from()));
    }
    Succession back = new Succession(catalog, byTable, over.original(), false);
    back.prepare(Phase.REVERT, to);
    var exchange = back.exchange(locks());
    exchange.addAll(sequencesBack);
    byTable.forEach(
        (table, list) -> exchange.add(new DualWrite(home, table, list).functionBothWays()));
    to.own(Phase.REVERT, exchange);
  }

  private void abort(Expansion.Builder to) {
    shadows.forEach(shadow -> to.add(Phase.ABORT, Checks.kept(catalog, shadow)));
    var back = new ArrayList<String>(locks());
    // Of a script that was interrupted anything may be there: each goes if it is.
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      if (touches(key)) {
        back.add(
            "ALTER TABLE "
                + key.holder().sqlName()
                + " DROP CONSTRAINT IF EXISTS "
                + Identifiers.quote(ShadowNames.fresh(key.id().name())));
      }
    }
    byTable.forEach((table, list) -> {
      back.addAll(new DualWrite(home, table, list).drop());
      for (Shadow shadow : list) {
        back.add(
            "ALTER TABLE " + table.id().sqlName() + " DROP COLUMN IF EXISTS " + shadow.fresh());
        back.add(Tries.drop(home, shadow));
      }
    });
    to.own(Phase.ABORT, back);
  }

  private void purge(Expansion.Builder to) {
    byTable.forEach((table, list) -> {
      var go = new ArrayList<String>();
      go.add("LOCK TABLE " + table.id().sqlName() + " IN ACCESS EXCLUSIVE MODE");
      go.addAll(new DualWrite(home, table, list).drop());
      for (Shadow shadow : list) {
        go.add("ALTER TABLE " + table.id().sqlName() + " DROP COLUMN IF EXISTS " + shadow.hidden());
        go.add(Tries.drop(home, shadow));
      }
      to.own(Phase.PURGE, go);
    });
  }

  private boolean touches(Constraint.ForeignKey key) {
    for (Shadow shadow : shadows) {
      String name = shadow.column().name();
      if (key.holder().equals(shadow.table().id()) && key.columns().contains(name)
          || key.referenced().equals(shadow.table().id())
              && key.referencedColumns().contains(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Every table of the exchange, always in the same order: two of them never wait for each other.
   */
  private List<String> locks() {
    var tables = new TreeSet<String>();
    byTable.keySet().forEach(table -> tables.add(table.id().sqlName()));
    for (Constraint.ForeignKey key : catalog.all(Constraint.ForeignKey.class)) {
      if (touches(key)) {
        tables.add(key.holder().sqlName());
        tables.add(key.referenced().sqlName());
      }
    }
    // A view before its tables, as its readers lock them.
    var all = new ArrayList<String>(over.views());
    all.addAll(tables);
    return new ArrayList<>(
        List.of("LOCK TABLE " + String.join(", ", all) + " IN ACCESS EXCLUSIVE MODE"));
  }

  /** Indexes that name one of some columns, each once. */
  static Collection<Index> indexes(Catalog catalog, Table table, List<Shadow> list) {
    var found = new LinkedHashMap<ObjectId, Index>();
    for (Shadow shadow : list) {
      Dependents.indexes(catalog, table, shadow.column().name())
          .forEach(index -> found.putIfAbsent(index.id(), index));
    }
    return found.values();
  }
}

package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint.KeyType;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plain table becomes a partitioned one, as its author wrote it: renamed out of the way, made
 * anew, copied, dropped ({@link RepartitionScript}).
 *
 * <p>The author's own statements make the new table, under the names that they give it: for the
 * time of one short transaction the old table steps aside. The new one then waits under a hidden
 * name. A trigger behind each row of the old table writes it, so that both have the same when the
 * transaction of the application commits; what was there before is copied in batches, which lock
 * the rows that they copy: a row that is changed meanwhile is copied as it is then, or not at all.
 * Nothing is ever written to the old table, so the way back is to drop the new one.
 *
 * <p>A transaction of the application in REPEATABLE READ may delete a row whose copy it cannot see.
 * What is left over so is removed before both sides are compared.
 */
final class Repartition {

  private static final String TRIGGER = "\"~veery_copy\"";
  private static final String TRUNCATE = "\"~veery_copy_truncate\"";

  private final Catalog catalog;
  private final Expander.Request request;
  private final RepartitionScript script;
  private final Table table;
  private final String old;
  private final String fresh;
  private final String function;

  Repartition(Expander.Request request, RepartitionScript script) {
    this.catalog = request.catalog();
    this.request = request;
    this.script = script;
    this.table = script.table();
    this.old = table.id().sqlName();
    this.fresh = Identifiers.qualify(table.id().schema(), ShadowNames.fresh(table.id().name()));
    String whole = table.id().schema() + '.' + table.id().name();
    this.function =
        request.home()
            + '.'
            + Identifiers.quote(
                ShadowNames.prefixed(
                    "copy_", table.id().name() + '_' + Integer.toHexString(whole.hashCode())));
  }

  void into(Expansion.Builder to) {
    to.table(old);
    script.foreignKeys().forEach(key -> to.table(key.child()));
    to.change(old + " becomes partitioned");
    expand(to);
    contract(to);
    abort(to);
  }

  private void expand(Expansion.Builder to) {
    var make = new ArrayList<String>();
    make.add(path());
    make.add("ALTER TABLE " + old + " RENAME TO " + script.aside());
    make.addAll(script.make());
    make.add("ALTER TABLE " + old + " RENAME TO " + bare(ShadowNames.fresh(table.id().name())));
    make.add(
        "ALTER TABLE "
            + Identifiers.qualify(table.id().schema(), script.asideName())
            + " RENAME TO "
            + bare(table.id().name()));
    make.add(findsRows());
    make.addAll(copying());
    to.own(Phase.EXPAND, make);
    to.add(
        Phase.EXPAND,
        new Piece.Backfill(
            "INSERT INTO "
                + fresh
                + " ("
                + Dependents.quoted(script.targets())
                + ") OVERRIDING SYSTEM VALUE SELECT "
                + Dependents.quoted(script.sources())
                + " FROM "
                + old
                + " FOR SHARE ON CONFLICT DO NOTHING",
            Retyping.BACKFILL));
    for (RepartitionScript.ForeignKey key : script.foreignKeys()) {
      to.add(
          Phase.EXPAND,
          new Piece.Own(
              "ALTER TABLE "
                  + key.child()
                  + " ADD CONSTRAINT "
                  + hidden(key)
                  + ' '
                  + key.referencing(fresh)
                  + " NOT VALID"));
      to.add(
          Phase.EXPAND,
          new Piece.Own("ALTER TABLE " + key.child() + " VALIDATE CONSTRAINT " + hidden(key)));
    }
    to.add(Phase.EXPAND, new Piece.Own("ANALYZE " + fresh));
  }

  private void contract(Expansion.Builder to) {
    // Left over from transactions whose snapshot was older than the copy of the row.
    to.add(
        Phase.CONTRACT,
        new Piece.Own("DELETE FROM " + fresh + " AS n WHERE NOT EXISTS (" + same("o") + ")"));
    to.add(
        Phase.CONTRACT,
        Checks.none(
            catalog,
            table,
            "NOT EXISTS (SELECT FROM "
                + fresh
                + " AS n WHERE "
                + keys("n", bare(table.id().name()))
                + " AND ROW("
                + texts("n", script.targets())
                + ") IS NOT DISTINCT FROM ROW("
                + texts(bare(table.id().name()), script.sources())
                + "))",
            "the partitioned table does not have as they are"));
    to.add(
        Phase.CONTRACT,
        new Piece.Verify(
            "SELECT NOT EXISTS (SELECT FROM "
                + fresh
                + " AS n WHERE NOT EXISTS ("
                + same("o")
                + "))",
            "the partitioned table has rows that " + old + " has not"));
    var go = new ArrayList<String>();
    go.add(path());
    go.add(lock());
    go.addAll(positions());
    go.addAll(notCopying());
    go.add("ALTER TABLE " + old + " RENAME TO " + script.aside());
    go.add("ALTER TABLE " + fresh + " RENAME TO " + bare(table.id().name()));
    for (RepartitionScript.Behind behind : script.behind()) {
      switch (behind) {
        case RepartitionScript.Behind.AsWritten statement -> go.add(statement.sql());
        case RepartitionScript.Behind.Drop drop ->
            go.add(
                request.keep() == null
                    ? drop.sql()
                    : TrashSql.hideTable(
                        request.home(),
                        Identifiers.qualify(table.id().schema(), script.asideName()),
                        request.label(),
                        request.keep(),
                        drop.cascade()));
        case RepartitionScript.Behind.Points points -> {
          points
              .dropped()
              .forEach(name ->
                  go.add("ALTER TABLE " + points.key().child() + " DROP CONSTRAINT " + name));
          go.add(
              "ALTER TABLE "
                  + points.key().child()
                  + " RENAME CONSTRAINT "
                  + hidden(points.key())
                  + " TO "
                  + bare(points.key().name()));
        }
      }
    }
    to.own(Phase.CONTRACT, go);
  }

  private void abort(Expansion.Builder to) {
    var back = new ArrayList<String>();
    back.add("LOCK TABLE " + String.join(", ", locked()) + " IN ACCESS EXCLUSIVE MODE");
    for (RepartitionScript.ForeignKey key : script.foreignKeys()) {
      back.add("ALTER TABLE " + key.child() + " DROP CONSTRAINT IF EXISTS " + hidden(key));
    }
    back.addAll(notCopying());
    back.add("DROP TABLE IF EXISTS " + fresh);
    to.own(Phase.ABORT, back);
  }

  private String path() {
    return "SET LOCAL search_path TO " + Dependents.quoted(request.searchPath());
  }

  private String lock() {
    return "LOCK TABLE " + String.join(", ", locked()) + ", " + fresh + " IN ACCESS EXCLUSIVE MODE";
  }

  private Set<String> locked() {
    Set<String> tables = new TreeSet<>();
    tables.add(old);
    script.foreignKeys().forEach(key -> tables.add(key.child()));
    return tables;
  }

  /** The new table must know a row again by what tells it apart; else a copy could be a double. */
  private String findsRows() {
    String body =
        "\nBEGIN\n  IF NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = "
            + Identifiers.literal(fresh)
            + "::regclass AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS"
            + " (SELECT FROM pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, place)"
            + " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
            + " WHERE k.place <= i.indnkeyatts AND a.attname::text <> ALL (ARRAY["
            + String.join(", ", known().stream().map(Identifiers::literal).toList())
            + "]))) THEN\n    RAISE EXCEPTION USING ERRCODE = 'VE003', MESSAGE = "
            + Identifiers.literal(
                "the partitioned table has no primary key or unique constraint over columns among "
                    + String.join(", ", known())
                    + ", by which a row of "
                    + old
                    + " is known")
            + ";\n  END IF;\nEND\n";
    return "DO " + Identifiers.dollarQuoted(body);
  }

  /** The columns of the new table that tell a row apart and where it is. */
  private List<String> known() {
    var known = new LinkedHashSet<String>();
    for (String key : primaryKey(catalog, table)) {
      known.add(script.target(key));
    }
    known.addAll(script.partitionKey());
    return new ArrayList<>(known);
  }

  static List<String> primaryKey(Catalog catalog, Table table) {
    for (var key : catalog.all(dev.veery.core.catalog.Constraint.Key.class)) {
      if (key.holder().equals(table.id()) && key.type() == KeyType.PRIMARY_KEY) {
        return key.index().keys().stream().map(k -> k.column()).toList();
      }
    }
    return List.of();
  }

  private List<String> copying() {
    var others = new ArrayList<String>(script.targets());
    others.removeAll(known());
    String insert =
        "INSERT INTO "
            + fresh
            + " ("
            + Dependents.quoted(script.targets())
            + ") OVERRIDING SYSTEM VALUE VALUES ("
            + rows("NEW", script.sources())
            + ") ON CONFLICT DO NOTHING;\n";
    String update =
        others.isEmpty()
            ? "NULL;\n"
            : "UPDATE "
                + fresh
                + " AS n SET "
                + String.join(
                    ", ",
                    others.stream().map(o -> bare(o) + " = NEW." + bare(script.source(o))).toList())
                + " WHERE "
                + keys("n", "NEW")
                + ";\n";
    String put = "    " + insert + "    IF NOT FOUND THEN\n      " + update + "    END IF;\n";
    String body =
        "\nBEGIN\n  IF TG_OP = 'TRUNCATE' THEN\n    TRUNCATE "
            + fresh
            + ";\n    RETURN NULL;\n  END IF;\n  IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND ROW("
            + rows("OLD", knownSources())
            + ")::record OPERATOR(pg_catalog.*<>) ROW("
            + rows("NEW", knownSources())
            + ")::record THEN\n    DELETE FROM "
            + fresh
            + " AS n WHERE "
            + keys("n", "OLD")
            + ";\n  END IF;\n  IF TG_OP = 'DELETE' THEN\n    RETURN NULL;\n  END IF;\n"
            // What the new table cannot hold must not be in the old application's way.
            + "  BEGIN\n"
            + put
            + "  EXCEPTION WHEN "
            + DualWrite.FAILURES
            + " THEN\n    DELETE FROM "
            + fresh
            + " AS n WHERE "
            + keys("n", "NEW")
            + ";\n  END;\n  RETURN NULL;\nEND\n";
    return List.of(
        "CREATE FUNCTION "
            + function
            + "() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''"
            + " AS "
            + Identifiers.dollarQuoted(body),
        "CREATE TRIGGER "
            + TRIGGER
            + " AFTER INSERT OR UPDATE OR DELETE ON "
            + old
            + " FOR EACH ROW EXECUTE FUNCTION "
            + function
            + "()",
        "CREATE TRIGGER "
            + TRUNCATE
            + " AFTER TRUNCATE ON "
            + old
            + " FOR EACH STATEMENT EXECUTE FUNCTION "
            + function
            + "()");
  }

  private List<String> notCopying() {
    return List.of(
        "DROP TRIGGER IF EXISTS " + TRIGGER + " ON " + old,
        "DROP TRIGGER IF EXISTS " + TRUNCATE + " ON " + old,
        "DROP FUNCTION IF EXISTS " + function + "()");
  }

  private List<String> knownSources() {
    return known().stream().map(script::source).toList();
  }

  /** An identity of the new table goes on where that of the old one is. */
  private List<String> positions() {
    var positions = new ArrayList<String>();
    for (Column column : table.columns()) {
      if (column.value() instanceof Column.Value.Identity identity
          && script.sources().contains(column.name())) {
        positions.add(
            "SELECT pg_catalog.setval(s.name::regclass, last_value, is_called) FROM "
                + identity.sequence().sqlName()
                + ", (SELECT pg_catalog.pg_get_serial_sequence("
                + Identifiers.literal(fresh)
                + ", "
                + Identifiers.literal(script.target(column.name()))
                + ") AS name) AS s WHERE s.name IS NOT NULL");
      }
    }
    return positions;
  }

  private String same(String row) {
    return "SELECT FROM " + old + " AS " + row + " WHERE " + keys("n", row);
  }

  private String keys(String fresh, String row) {
    return String.join(
        " AND ",
        known().stream()
            .map(k -> fresh + '.' + bare(k) + " = " + row + '.' + bare(script.source(k)))
            .toList());
  }

  private static String rows(String row, List<String> columns) {
    return String.join(", ", columns.stream().map(c -> row + '.' + bare(c)).toList());
  }

  private static String texts(String row, List<String> columns) {
    return String.join(", ", columns.stream().map(c -> row + '.' + bare(c) + "::text").toList());
  }

  private static String hidden(RepartitionScript.ForeignKey key) {
    return bare(ShadowNames.fresh(key.name()));
  }

  private static String bare(String name) {
    return Identifiers.quote(name);
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.AlterAction.AlterColumnType;
import dev.veery.core.sql.ast.SessionStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** ALTER COLUMN … TYPE that writes the table anew. */
final class ColumnTypeRewrite extends AlterTableRule {

  ColumnTypeRewrite() {
    super(
        About.error("lock-column-type-rewrite")
            .title("a change of a column's type writes the whole table anew")
            .explain(
                """
                Most changes of a type convert every value: the table and all its indexes are written
                anew under an `ACCESS EXCLUSIVE` lock, so nobody can even read it, and for that time it
                takes twice its space.\
                """)
            .explain(
                """
                These only change the catalog, and are not found: `varchar(n)` to a longer `varchar`, to
                `varchar` or to `text`; `text` to `varchar`; `numeric(p, s)` to a larger precision with the
                same scale, or to `numeric`; a longer `bit varying`; more digits of a time's or
                timestamp's fraction; `cidr` to `inet`; a domain without constraints and its base type;
                `timestamp` and `timestamp with time zone` into each other while the session's time
                zone is UTC.\
                """)
            .explain(
                """
                Otherwise expand and contract: a new column, a trigger or the application that fills both,
                a backfill in batches, then the switch.\
                """)
            .severalSteps()
            .manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN customer_id TYPE numeric;",
                        "ALTER TABLE orders ADD COLUMN customer_id_new numeric;")
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("orders")))
            .example(
                Example.of(
                        "ALTER TABLE orders ALTER COLUMN note TYPE varchar(50);",
                        "ALTER TABLE orders ALTER COLUMN note TYPE varchar(200);")
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("orders")))
            .example(
                Example.of(
                        """
                        SET timezone = 'Europe/Berlin';
                        ALTER TABLE orders ALTER COLUMN placed_at TYPE timestamp;
                        """,
                        """
                        SET timezone = 'UTC';
                        ALTER TABLE orders ALTER COLUMN placed_at TYPE timestamp;
                        """)
                    .proves(Proof.rewrites("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (!(action instanceof AlterColumnType change)) {
      return;
    }
    ColumnState column = alter.table().column(change.column().effective());
    TypeChange cost =
        TypeChange.of(at.schema(), column == null ? null : column.type(), change.type());
    if (change.using() != null && !isColumnItself(change)) {
      cost = TypeChange.REWRITE;
    }
    String name = Identifiers.quote(change.column().effective());
    String subject = "the type of " + alter.table() + "." + name + " becomes " + change.type();
    String waits =
        "Every read and every write of "
            + alter.table()
            + " waits until the table and its indexes are written anew.";
    switch (cost) {
      case NONE -> {}
      case NONE_UNDER_UTC -> {
        String zone = timeZone(at);
        if (zone == null || !zone.equals("utc")) {
          at.report(
              this,
              alter.span(),
              subject + (zone == null ? " in a time zone that is not known" : " outside of UTC"),
              waits
                  + " Under UTC only the catalog changes, provided that the values are meant as UTC.",
              Remedy.before("SET timezone = 'UTC';"));
        }
      }
      case UNKNOWN ->
          at.report(
              this,
              alter.span(),
              subject + ", and no migration says what it was",
              waits + " Only some changes do without, such as a longer varchar.",
              expand(alter, change, name));
      case REWRITE ->
          at.report(
              this,
              alter.span(),
              subject + ", which writes the whole table anew",
              waits,
              expand(alter, change, name));
    }
  }

  /** {@code USING column} or {@code USING column::type} converts as without it. */
  private static boolean isColumnItself(AlterColumnType change) {
    if (change.using() == null) {
      return true;
    }
    String text =
        change.using().text().toLowerCase(Locale.ROOT).replace("(", "").replace(")", "").strip();
    String column = change.column().effective();
    return text.equals(column);
  }

  /** The time zone that the script sets before, in lower case, or null. */
  private static @Nullable String timeZone(Site at) {
    String zone = null;
    for (var earlier : at.before()) {
      if (earlier.sql() instanceof SessionStatement.Set set
          && (set.name().equals("timezone") || set.name().equals("time zone"))) {
        zone = set.value().text().replace("'", "").strip().toLowerCase(Locale.ROOT);
      }
    }
    return zone;
  }

  private static Remedy expand(AlterText alter, AlterColumnType change, String name) {
    String added = Identifiers.quote(change.column().effective() + "_new");
    String value =
        change.using() == null ? name + "::" + change.type() : "(" + change.using() + ")";
    List<String> lines = new ArrayList<>();
    lines.add("-- 1. expand");
    lines.add("ALTER TABLE " + alter.name() + " ADD COLUMN " + added + " " + change.type() + ";");
    lines.add("-- 2. let the application, or a trigger, write both columns, and fill the old rows");
    lines.addAll(Batches.fill(alter.table(), alter.name(), added, value));
    lines.add("-- 3. contract, when nothing uses the old column any more");
    lines.add("ALTER TABLE " + alter.name() + " DROP COLUMN " + name + ";");
    lines.add("ALTER TABLE " + alter.name() + " RENAME COLUMN " + added + " TO " + name + ";");
    return Remedy.elsewhere(String.join("\n", lines));
  }
}

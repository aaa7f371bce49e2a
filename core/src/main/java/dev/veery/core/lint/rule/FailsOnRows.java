package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is added may not hold for the rows that are there. */
final class FailsOnRows extends Rule {

  FailsOnRows() {
    super(
        About.note("correct-fails-on-rows")
            .title("rows that are there may make it fail")
            .explain(
                """
                A unique index, a foreign key or a check is refused when a row breaks it, and on a
                developer's machine there is seldom such a row. A unique index that was to be built
                `CONCURRENTLY` stays behind invalid, and slows every write until it is dropped.\
                """)
            .explain(
                """
                The remedy is the query that finds those rows: run it against the real database before, or
                let the migration mend them in a step before. A constraint that is `NOT VALID` cannot
                fail; what validates it can.\
                """)
            .manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")
            .example(
                Example.of(
                        "CREATE UNIQUE INDEX orders_note_key ON orders (state);",
                        """
                        CREATE TABLE shelves (id bigint PRIMARY KEY, code text);
                        CREATE UNIQUE INDEX shelves_code_key ON shelves (code);
                        """)
                    .otherSchema()
                    .proves(Proof.fails("23505")))
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_big CHECK (total > 1000);",
                        "ALTER TABLE orders ADD CONSTRAINT orders_big CHECK (total > 1000) NOT VALID;")
                    .otherSchema()
                    .proves(Proof.fails("23514")))
            .example(
                Example.of(
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_number_fkey
                          FOREIGN KEY (customer_id) REFERENCES shelves (id);
                        """,
                        """
                        ALTER TABLE orders ADD CONSTRAINT orders_number_fkey
                          FOREIGN KEY (customer_id) REFERENCES shelves (id) NOT VALID;
                        """)
                    .and("CREATE TABLE shelves (id bigint PRIMARY KEY, code text);")
                    .otherSchema()
                    .proves(Proof.fails("23503")))
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateIndex index -> {
        if (index.unique()) {
          List<String> keys = new ArrayList<>();
          index
              .elements()
              .forEach(e ->
                  keys.add(
                      e.column() == null
                          ? "(" + e.expression() + ")"
                          : Identifiers.quote(e.column().effective())));
          unique(at, index.table(), keys, names(index), index.where(), null);
        }
      }
      case AlterTable alter -> {
        for (int i = 0; i < alter.actions().size(); i++) {
          AlterText text = new AlterText(at, alter, i);
          switch (alter.actions().get(i)) {
            case AlterAction.AddConstraint add -> constraint(at, alter, text, add.constraint());
            case AlterAction.SetNotNull set -> notNull(at, alter, text, set.column().effective());
            default -> {
              // Demands nothing of rows.
            }
          }
        }
      }
      default -> {
        // Neither.
      }
    }
  }

  private static List<String> names(CreateIndex index) {
    List<String> names = new ArrayList<>();
    index.elements().forEach(e -> names.add(e.column() == null ? "" : e.column().effective()));
    return names;
  }

  private void constraint(Site at, AlterTable alter, AlterText text, Constraint constraint) {
    if (constraint.attributes().notValid() || constraint.attributes().notEnforced()) {
      return;
    }
    switch (constraint) {
      case Constraint.Unique unique -> {
        if (unique.usingIndex() == null && !unique.withoutOverlaps()) {
          List<String> names = Texts.names(unique.columns());
          List<String> keys = names.stream().map(Identifiers::quote).toList();
          unique(at, alter.name(), keys, names, null, text.span());
        }
      }
      case Constraint.Check check -> {
        List<String> names = check.condition().columns().stream().map(QualifiedName::name).toList();
        report(
            at,
            alter.name(),
            names,
            text.span(),
            "a row that breaks the check makes this fail",
            "SELECT * FROM " + text.name() + " WHERE NOT (" + check.condition() + ") LIMIT 10;");
      }
      case Constraint.ForeignKey key -> {
        List<String> mine = Texts.names(key.columns());
        List<String> theirs = referenced(at, key);
        if (theirs.size() == mine.size() && !key.period() && !mine.isEmpty()) {
          List<String> joined = new ArrayList<>();
          for (int i = 0; i < mine.size(); i++) {
            joined.add(
                "r." + Identifiers.quote(theirs.get(i)) + " = t." + Identifiers.quote(mine.get(i)));
          }
          report(
              at,
              alter.name(),
              mine,
              text.span(),
              "a row that references none of " + key.table() + " makes this fail",
              "SELECT * FROM "
                  + text.name()
                  + " t WHERE t."
                  + Identifiers.quote(mine.getFirst())
                  + " IS NOT NULL AND NOT EXISTS (SELECT FROM "
                  + at.text(key.table().span())
                  + " r WHERE "
                  + String.join(" AND ", joined)
                  + ") LIMIT 10;");
        }
      }
      case Constraint.NotNull notNull -> {
        if (notNull.column() != null) {
          notNull(at, alter, text, notNull.column().effective());
        }
      }
      default -> {
        // Asks nothing that a query could tell.
      }
    }
  }

  private static List<String> referenced(Site at, Constraint.ForeignKey key) {
    if (!key.referenced().isEmpty()) {
      return Texts.names(key.referenced());
    }
    for (ConstraintState constraint : at.table(key.table()).constraints()) {
      if (constraint.definition() instanceof Constraint.Unique unique && unique.primary()) {
        return constraint.columns();
      }
    }
    return List.of();
  }

  private void notNull(Site at, AlterTable alter, AlterText text, String column) {
    ColumnState state = text.table().column(column);
    boolean proven =
        text.table().constraints().stream()
            .anyMatch(
                c -> c.definition() instanceof Constraint.Check && c.columns().contains(column));
    if (!proven && (state == null || !state.notNull())) {
      report(
          at,
          alter.name(),
          List.of(column),
          text.span(),
          "a null in " + text.table() + "." + column + " makes this fail",
          "SELECT count(*) FROM "
              + text.name()
              + " WHERE "
              + Identifiers.quote(column)
              + " IS NULL;");
    }
  }

  private void unique(
      Site at,
      QualifiedName table,
      List<String> keys,
      List<String> columns,
      @Nullable Expression where,
      @Nullable Span span) {
    String list = String.join(", ", keys);
    report(
        at,
        table,
        columns,
        span,
        "two rows of " + table + " with the same " + list + " make this fail",
        "SELECT "
            + list
            + ", count(*) FROM "
            + at.text(table.span())
            + (where == null ? "" : " WHERE " + where)
            + " GROUP BY "
            + list
            + " HAVING count(*) > 1 LIMIT 10;");
  }

  private void report(
      Site at,
      QualifiedName table,
      List<String> columns,
      @Nullable Span span,
      String message,
      String query) {
    if (at.isNew(table) || isMended(at, table, columns)) {
      return;
    }
    at.report(
        this,
        span,
        message,
        "The migration stops there, and what was committed before it stays.",
        Remedy.elsewhere("-- finds them; to be run against the real database before", query));
  }

  /** Whether the script has added, filled or cleaned one of the columns before. */
  private static boolean isMended(Site at, QualifiedName table, List<String> columns) {
    for (LintStatement earlier : at.before()) {
      switch (earlier.sql()) {
        case AlterTable alter -> {
          for (AlterAction action : alter.actions()) {
            if (alter.name().same(table)
                && action instanceof AlterAction.AddColumn add
                && columns.contains(add.column().name().effective())) {
              return true;
            }
          }
        }
        case Update update -> {
          if (update.table().same(table)) {
            return true;
          }
        }
        case Delete delete -> {
          if (delete.table().same(table)) {
            return true;
          }
        }
        case RoutineStatement.Do block -> {
          return true;
        }
        default -> {
          // Changes no row.
        }
      }
    }
    return false;
  }
}

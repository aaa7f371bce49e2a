package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TypeName;
import org.jspecify.annotations.Nullable;

/** A foreign key between columns of different types. */
final class ForeignKeyTypes extends Rule {

  ForeignKeyTypes() {
    super(
        About.warning("correct-foreign-key-types")
            .title("a foreign key joins columns of different types")
            .explain(
                """
                PostgreSQL accepts types that it can compare, such as `integer` and `bigint`. But the
                narrower column cannot hold every key, so one day inserts fail, and every join
                converts.\
                """)
            .manual("ddl-constraints.html#DDL-CONSTRAINTS-FK")
            .example(
                Example.of(
                        "CREATE TABLE notes (order_id int REFERENCES orders (id));",
                        "CREATE TABLE notes (order_id bigint REFERENCES orders (id));")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case CreateTable create -> {
        for (ColumnDefinition column : create.columns()) {
          check(at, column.type(), column.constraint(Constraint.ForeignKey.class), 0);
        }
        for (Constraint constraint : create.constraints()) {
          if (constraint instanceof Constraint.ForeignKey key) {
            for (int i = 0; i < key.columns().size(); i++) {
              String name = key.columns().get(i).effective();
              for (ColumnDefinition column : create.columns()) {
                if (column.name().effective().equals(name)) {
                  check(at, column.type(), key, i);
                }
              }
            }
          }
        }
      }
      case AlterTable alter -> {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddColumn add) {
            check(at, add.column().type(), add.column().constraint(Constraint.ForeignKey.class), 0);
          } else if (action instanceof AlterAction.AddConstraint add
              && add.constraint() instanceof Constraint.ForeignKey key) {
            for (int i = 0; i < key.columns().size(); i++) {
              ColumnState column = at.column(alter.name(), key.columns().get(i));
              check(at, column == null ? null : column.type(), key, i);
            }
          }
        }
      }
      default -> {
        // Adds no foreign key.
      }
    }
  }

  private void check(
      Site at, @Nullable TypeName type, Constraint.@Nullable ForeignKey key, int position) {
    if (type == null || key == null) {
      return;
    }
    TableState table = at.table(key.table());
    String name = "";
    if (position < key.referenced().size()) {
      name = key.referenced().get(position).effective();
    } else {
      for (ConstraintState constraint : table.constraints()) {
        if (constraint.definition() instanceof Constraint.Unique unique
            && unique.primary()
            && position < constraint.columns().size()) {
          name = constraint.columns().get(position);
        }
      }
    }
    ColumnState referenced = table.column(name);
    if (referenced != null
        && referenced.type() != null
        && !base(referenced.type()).equals(base(type))) {
      at.report(
          this,
          key.span(),
          "a column of type "
              + type
              + " references "
              + table
              + "."
              + name
              + " of type "
              + base(referenced.type()),
          "Keys that the narrower type cannot hold make inserts fail one day, and joins convert.",
          remedy(at, type, base(referenced.type())));
    }
  }

  /** The column with the other type, where it is made in this statement. */
  private static Remedy remedy(Site at, TypeName type, String wanted) {
    int start = at.statement().tokens().start(0);
    boolean here =
        type.span().start() >= start
            && type.span().end() <= start + at.text().length()
            && (at.sql() instanceof CreateTable || isAdded(at, type));
    return here
        ? Remedy.instead(Texts.replace(at, type.span(), wanted))
        : at.sql() instanceof AlterTable alter
            ? Remedy.elsewhere(
                "-- a column of the other type first, filled in batches",
                "ALTER TABLE "
                    + at.text(alter.name().span())
                    + " ADD COLUMN reference_id "
                    + wanted
                    + ";")
            : Remedy.NONE;
  }

  private static boolean isAdded(Site at, TypeName type) {
    return at.sql() instanceof AlterTable alter
        && alter.actions().stream()
            .anyMatch(a -> a instanceof AlterAction.AddColumn add && add.column().type() == type);
  }

  private static String base(TypeName type) {
    return switch (type.name().name()) {
      case "serial", "serial4" -> "int4";
      case "bigserial", "serial8" -> "int8";
      case "smallserial", "serial2" -> "int2";
      default -> type.name().name();
    };
  }
}

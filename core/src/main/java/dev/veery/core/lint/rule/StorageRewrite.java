package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.TableStatement;

/** SET TABLESPACE, LOGGED, UNLOGGED and ACCESS METHOD. */
final class StorageRewrite extends AlterTableRule {

  StorageRewrite() {
    super(
        About.error("lock-storage-rewrite")
            .title("a table is copied into a new file while reads and writes wait")
            .explain(
                """
                `SET TABLESPACE`, `SET LOGGED`, `SET UNLOGGED` and `SET ACCESS METHOD` (PostgreSQL 15) copy
                the table, and mostly its indexes, under an `ACCESS EXCLUSIVE` lock. There is no
                concurrent form: make a new table with the wanted storage, fill it in batches, and swap
                the names, or use a tool that does so.\
                """)
            .manual("sql-altertable.html")
            .example(
                Example.of(
                        "ALTER TABLE orders SET UNLOGGED;",
                        "CREATE UNLOGGED TABLE scratch (id int);")
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.rewrites("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    String what =
        switch (action) {
          case AlterAction.SetTablespace set -> "moved to another tablespace";
          case AlterAction.SetLogged set ->
              isAlready(alter, set.logged()) ? "" : set.logged() ? "made logged" : "made unlogged";
          case AlterAction.SetAccessMethod set -> "given another access method";
          case AlterAction.SetExpression set -> "given another stored expression";
          default -> "";
        };
    if (!what.isEmpty()) {
      at.report(
          this,
          alter.span(),
          alter.table() + " is " + what + ", which copies all of it",
          "Every read and every write of " + alter.table() + " waits until it is copied.",
          remedy(at, alter, action));
    }
  }

  private static Remedy remedy(Site at, AlterText alter, AlterAction action) {
    return switch (action) {
      case AlterAction.SetExpression set ->
          Remedy.elsewhere(
              "-- a column beside it, filled in batches; it then takes the place of the old one",
              "ALTER TABLE "
                  + alter.name()
                  + " ADD COLUMN "
                  + Identifiers.quote(set.column().effective() + "_new")
                  + " "
                  + type(alter, set)
                  + ";");
      case AlterAction.SetAccessMethod set ->
          beside(alter, set.method() == null ? "" : " USING " + at.text(set.method().span()));
      case AlterAction.SetTablespace set ->
          beside(alter, " TABLESPACE " + at.text(set.tablespace().span()));
      default -> beside(alter, "");
    };
  }

  private static String type(AlterText alter, AlterAction.SetExpression set) {
    ColumnState column = alter.table().column(set.column().effective());
    return column == null || column.type() == null ? "text" : column.type().toString();
  }

  private static Remedy beside(AlterText alter, String with) {
    return Remedy.elsewhere(String.join("\n", Texts.beside(alter.table(), alter.name(), with)));
  }

  private static boolean isAlready(AlterText alter, boolean logged) {
    TableState table = alter.table();
    return table.isKnown()
        && logged == (table.persistence() == TableStatement.Persistence.PERMANENT);
  }
}

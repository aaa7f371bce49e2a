package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** Row security switched off. */
final class RowSecurityOff extends AlterTableRule {

  RowSecurityOff() {
    super(
        About.error("security-rls-off")
            .title("row-level security is switched off")
            .explain(
                "From the commit on every query sees, and every statement writes, the rows of all.")
            .manual("ddl-rowsecurity.html")
            .example(
                Example.of(
                        "ALTER TABLE orders DISABLE ROW LEVEL SECURITY;",
                        "ALTER TABLE orders FORCE ROW LEVEL SECURITY;")
                    .and("ALTER TABLE orders ENABLE ROW LEVEL SECURITY;")
                    .otherSchema())
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (action instanceof AlterAction.RowSecurity security
        && (security.mode() == AlterAction.RowSecurityMode.DISABLE
            || security.mode() == AlterAction.RowSecurityMode.NO_FORCE)
        && !comesBack(at, alter.statement().name(), security.mode())) {
      at.report(
          this,
          alter.span(),
          "row-level security of " + alter.table() + " is switched off",
          security.mode() == AlterAction.RowSecurityMode.DISABLE
              ? "Every query sees the rows of all."
              : "The table's owner sees the rows of all.",
          Remedy.after(
              alter.with(
                  security.mode() == AlterAction.RowSecurityMode.DISABLE
                      ? "ENABLE ROW LEVEL SECURITY"
                      : "FORCE ROW LEVEL SECURITY")));
    }
  }

  /** Whether the same transaction switches it on again: off for a change of rows only. */
  private static boolean comesBack(Site at, QualifiedName table, AlterAction.RowSecurityMode mode) {
    AlterAction.RowSecurityMode back =
        mode == AlterAction.RowSecurityMode.DISABLE
            ? AlterAction.RowSecurityMode.ENABLE
            : AlterAction.RowSecurityMode.FORCE;
    return at.after().stream()
        .anyMatch(later ->
            at.sharesTransaction(later)
                && later.sql() instanceof AlterTable other
                && other.name().same(table)
                && other.actions().contains(new AlterAction.RowSecurity(back)));
  }
}

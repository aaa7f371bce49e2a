package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.ViewStatement.CreateView;

/** A view through which the rows of a protected table can be read past its policies. */
final class ViewWithoutInvoker extends Rule {

  ViewWithoutInvoker() {
    super(
        About.error("security-view-without-invoker")
            .title("a view reads a protected table with the rights of its owner")
            .explain(
                """
                A view reads its tables as its owner does, not as whoever queries it. Where the owner is not
                subject to the policies (a superuser, the table's owner without `FORCE`, a role with
                `BYPASSRLS`), the view shows everybody the rows of all tenants.\
                """)
            .explain(
                """
                With `security_invoker`, since PostgreSQL 15, the policies of whoever queries the view
                apply. A materialised view has no such option: it keeps the rows of all, and belongs into no
                schema that the application reads.\
                """)
            .since(15)
            .manual("sql-createview.html")
            .manual("rules-privileges.html")
            .example(
                Example.of(
                        "CREATE VIEW open_docs AS SELECT id, title FROM docs WHERE open;",
                        """
                        CREATE VIEW open_docs WITH (security_invoker = true) AS
                          SELECT id, title FROM docs WHERE open;
                        """)
                    .before(
                        """
                        CREATE TABLE docs (id bigint PRIMARY KEY, tenant_id bigint, title text, open boolean);
                        ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
                        CREATE POLICY docs_tenant ON docs
                          USING (tenant_id::text = current_setting('app.tenant', true));
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateView view)
        || view.options().stream().anyMatch(o -> o.name().equals("security_invoker") && o.isOn())
        || comes(at, view.name())) {
      return;
    }
    for (TableState table : at.schema().tables()) {
      if (table.hasRowSecurity() && at.schema().reads(view.query(), table)) {
        at.report(
            this,
            null,
            "view " + view.name() + " reads " + table + " with the rights of its owner",
            "Whoever may read the view may see rows that the policies of " + table + " hide.",
            Remedy.after(
                "ALTER VIEW " + at.text(view.name().span()) + " SET (security_invoker = true);"));
        return;
      }
    }
  }

  /** Whether the script sets it afterwards. */
  private static boolean comes(Site at, QualifiedName view) {
    return at.after().stream()
        .anyMatch(later ->
            later.sql() instanceof AlterTable alter
                && alter.name().same(view)
                && alter.actions().stream()
                    .anyMatch(a ->
                        a instanceof AlterAction.SetOptions set
                            && set.options().stream()
                                .anyMatch(o -> o.name().equals("security_invoker") && o.isOn())));
  }
}

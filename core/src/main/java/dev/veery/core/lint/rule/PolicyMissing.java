package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.PolicyState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AccessStatement.CreatePolicy;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Row-level security without a policy for a command. */
final class PolicyMissing extends Rule {

  private static final List<String> COMMANDS = List.of("select", "insert", "update", "delete");

  PolicyMissing() {
    super(
        About.warning("security-policy-missing")
            .title("row-level security is on, and no policy lets a command through")
            .explain(
                """
                Without a policy for a command, row-level security lets nothing through for it: a `SELECT`,
                `UPDATE` or `DELETE` finds no row and reports no error, an `INSERT` is refused. Only the
                table's owner, superusers and roles with `BYPASSRLS` go on as before, so that it often
                shows in production only.\
                """)
            .explain(
                """
                A table without any policy is always reported; one where single commands have none, where
                it has the configured `tenant-column`. `UPDATE` and `DELETE` with a condition need a
                policy for `SELECT`, too.\
                """)
            .manual("ddl-rowsecurity.html")
            .manual("sql-createpolicy.html#SQL-CREATEPOLICY-SUMMARY")
            .example(
                Example.of(
                        """
                        CREATE TABLE docs (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
                        ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
                        ALTER TABLE docs FORCE ROW LEVEL SECURITY;
                        CREATE POLICY docs_read ON docs FOR SELECT
                          USING (tenant_id::text = current_setting('app.tenant'));
                        """,
                        """
                        CREATE TABLE docs (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
                        ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
                        ALTER TABLE docs FORCE ROW LEVEL SECURITY;
                        CREATE POLICY docs_tenant ON docs
                          USING (tenant_id::text = current_setting('app.tenant'));
                        """)
                    .with("tenant-column", "tenant_id")
                    .otherSchema())
            .example(
                Example.of(
                        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;",
                        """
                        ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
                        CREATE POLICY orders_app ON orders
                          USING (customer_id::text = current_setting('app.customer', true));
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    Set<TableState> seen = new HashSet<>();
    for (LintStatement statement : at.up().statements()) {
      QualifiedName name =
          switch (statement.sql()) {
            case CreatePolicy policy -> policy.table();
            case AlterTable alter ->
                alter.actions().stream().anyMatch(AlterAction.RowSecurity.class::isInstance)
                    ? alter.name()
                    : null;
            default -> null;
          };
      TableState table = name == null ? null : at.schema().find(name);
      if (name != null && table != null && table.hasRowSecurity() && seen.add(table)) {
        check(at, statement, name, table);
      }
    }
  }

  private void check(
      MigrationSite at, LintStatement statement, QualifiedName name, TableState table) {
    List<String> missing = missing(table);
    boolean all = missing.size() == COMMANDS.size();
    String tenant = at.settings().tenantColumn();
    if (missing.isEmpty() || !all && (tenant.isEmpty() || table.column(tenant) == null)) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (String command : all ? List.of("all") : missing) {
      lines.add(policy(at, name, table, command));
    }
    at.reportUnless(
        later -> missing(table).isEmpty(),
        this,
        at.up(),
        statement,
        null,
        "no policy of "
            + table
            + " lets "
            + (all ? "any command" : String.join(", ", missing).toUpperCase(Locale.ROOT))
            + " through",
        "For whoever is subject to row-level security, "
            + (missing.equals(List.of("insert")) ? "inserts are refused." : "no row is found.")
            + (missing.size() > 1 && missing.contains("insert") ? " Inserts are refused." : ""),
        Remedy.after(String.join("\n", lines)));
  }

  private static List<String> missing(TableState table) {
    List<String> missing = new ArrayList<>(COMMANDS);
    for (PolicyState policy : table.policies()) {
      if (policy.definition().permissive()) {
        if (policy.definition().command().equals("all")) {
          return List.of();
        }
        missing.remove(policy.definition().command());
      }
    }
    return missing;
  }

  private static String policy(
      MigrationSite at, QualifiedName name, TableState table, String command) {
    String tenant = at.settings().tenantColumn();
    String condition =
        table.column(tenant) == null
            ? "current_user = 'application'"
            : Identifiers.quote(tenant) + "::text = current_setting('app.tenant')";
    return "CREATE POLICY "
        + Texts.name(table.name(), List.of(), command.equals("all") ? "rows" : command)
        + " ON "
        + at.schema().label(name)
        + (command.equals("all") ? "" : " FOR " + command.toUpperCase(Locale.ROOT))
        + (command.equals("insert") ? " WITH CHECK (" : " USING (")
        + condition
        + ");";
  }
}

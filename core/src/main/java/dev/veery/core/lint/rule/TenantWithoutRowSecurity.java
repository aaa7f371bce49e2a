package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.ArrayList;
import java.util.List;

/** A tenant's table that row security does not protect, or not from everybody. */
final class TenantWithoutRowSecurity extends Rule {

  TenantWithoutRowSecurity() {
    super(
        About.error("security-tenant-without-rls")
            .title("a table with the tenant column has no forced row-level security or no policy")
            .explain(
                """
                `tenant-column` in `[lint]` says how tables mark whose a row is. A table with that column
                needs `ENABLE ROW LEVEL SECURITY`, or every query sees all tenants; `FORCE`, or the
                table's owner, which is often the application, does; and a policy, or nobody but the
                owner sees a row.\
                """)
            .manual("ddl-rowsecurity.html")
            .example(
                Example.of(
                        "CREATE TABLE docs (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);",
                        """
                        CREATE TABLE docs (id bigint PRIMARY KEY, tenant_id bigint NOT NULL);
                        ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
                        ALTER TABLE docs FORCE ROW LEVEL SECURITY;
                        CREATE POLICY docs_tenant ON docs
                          USING (tenant_id = current_setting('app.tenant')::bigint);
                        """)
                    .with("tenant-column", "tenant_id")
                    .otherSchema())
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    String column = at.settings().tenantColumn();
    if (column.isEmpty()) {
      return;
    }
    for (LintStatement statement : at.up().statements()) {
      QualifiedName name =
          switch (statement.sql()) {
            case CreateTable create -> create.partitionOf() == null ? create.name() : null;
            case AlterTable alter ->
                alter.actions().stream()
                        .anyMatch(a ->
                            a instanceof AlterAction.AddColumn add
                                && add.column().name().effective().equals(column))
                    ? alter.name()
                    : null;
            default -> null;
          };
      TableState table = name == null ? null : at.schema().find(name);
      if (name == null || table == null || table.column(column) == null) {
        continue;
      }
      String sql = at.schema().label(name);
      List<String> missing = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      if (!table.hasRowSecurity()) {
        missing.add("no row-level security");
        lines.add("ALTER TABLE " + sql + " ENABLE ROW LEVEL SECURITY;");
      }
      if (!table.forcesRowSecurity()) {
        missing.add("none that holds for its owner");
        lines.add("ALTER TABLE " + sql + " FORCE ROW LEVEL SECURITY;");
      }
      if (table.policies().isEmpty()) {
        missing.add("no policy");
        lines.add(
            "CREATE POLICY "
                + Texts.name(table.name(), List.of(), "tenant")
                + " ON "
                + sql
                + " USING ("
                + Identifiers.quote(column)
                + "::text = current_setting('app.tenant'));");
      }
      if (!missing.isEmpty()) {
        at.reportUnless(
            later ->
                !later.has(table)
                    || table.hasRowSecurity()
                        && table.forcesRowSecurity()
                        && !table.policies().isEmpty(),
            this,
            at.up(),
            statement,
            name.span(),
            "table " + table + " has the tenant column and " + String.join(", ", missing),
            "A query that forgets its condition reads or writes the rows of other tenants.",
            Remedy.after(String.join("\n", lines)));
      }
    }
  }
}

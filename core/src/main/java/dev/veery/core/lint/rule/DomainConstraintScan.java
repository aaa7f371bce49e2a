package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.TypeStatement.AlterDomain;
import java.util.ArrayList;
import java.util.List;

/** ALTER DOMAIN that reads every table with a column of it. */
final class DomainConstraintScan extends Rule {

  DomainConstraintScan() {
    super(
        About.error("lock-domain-constraint")
            .title("a constraint on a domain reads every table that uses it")
            .explain(
                """
                `ALTER DOMAIN … ADD CONSTRAINT` and `SET NOT NULL` read all columns of that domain, with a
                `SHARE` lock on each of their tables: writes wait until all are read. `ADD CONSTRAINT …
                NOT VALID` checks new values only; `VALIDATE CONSTRAINT` reads the tables later, but with
                the same lock, so do it when little is written.\
                """)
            .manual("sql-alterdomain.html")
            .example(
                Example.of(
                        "ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE >= 0);",
                        """
                        ALTER DOMAIN amount
                          ADD CONSTRAINT amount_positive CHECK (VALUE >= 0) NOT VALID;
                        """)
                    .before(
                        """
                        CREATE DOMAIN amount AS numeric;
                        CREATE TABLE payments (id int, paid amount);
                        INSERT INTO payments SELECT i, i FROM generate_series(1, 50) i;
                        """)
                    .otherSchema()
                    .proves(Proof.locks("payments", LockMode.SHARE))
                    .proves(Proof.scans("payments")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof AlterDomain alter)) {
      return;
    }
    boolean check =
        alter.action() instanceof AlterAction.AddConstraint add
            && !add.constraint().attributes().notValid();
    if (check || alter.action() instanceof AlterAction.SetDomainNotNull) {
      List<String> tables = new ArrayList<>();
      for (TableState table : at.schema().tables()) {
        boolean uses =
            table.columns().stream()
                .anyMatch(
                    c -> c.type() != null && c.type().name().name().equals(alter.name().name()));
        if (uses && !at.isNew(table)) {
          tables.add(table.label());
        }
      }
      String names = tables.isEmpty() ? "each table that uses it" : String.join(", ", tables);
      at.report(
          this,
          null,
          "a constraint on domain " + alter.name() + " reads " + names,
          "Every write to " + names + " waits until all values of the domain are read.",
          Remedy.instead(remedy(at, alter)));
    }
  }

  private static List<String> remedy(Site at, AlterDomain alter) {
    String domain = at.text(alter.name().span());
    Constraint given =
        alter.action() instanceof AlterAction.AddConstraint add ? add.constraint() : null;
    String name =
        given != null && given.name() != null
            ? Identifiers.quote(given.name().effective())
            : Texts.name(alter.name().name(), List.of(), given == null ? "set" : "check");
    String condition = given == null ? "CHECK (VALUE IS NOT NULL)" : Texts.withoutName(at, given);
    return List.of(
        "ALTER DOMAIN " + domain + " ADD CONSTRAINT " + name + " " + condition + " NOT VALID;",
        "-- veery: transaction=per-statement",
        "ALTER DOMAIN " + domain + " VALIDATE CONSTRAINT " + name + ";");
  }
}

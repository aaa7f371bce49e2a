package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.TypeStatement.AlterType;

/** An enum's value used in the transaction that adds it. */
final class EnumValueUsed extends Rule {

  EnumValueUsed() {
    super(
        About.error("correct-enum-value-used")
            .title("an enum's value is used in the transaction that adds it")
            .explain(
                """
                A value that `ALTER TYPE … ADD VALUE` adds can be used only after the transaction is
                committed (SQLSTATE 55P04). Without the script's own `BEGIN` Veery commits in between.\
                """)
            .manual("sql-altertype.html")
            .example(
                Example.of(
                        """
                        BEGIN;
                        ALTER TYPE mood ADD VALUE 'calm';
                        INSERT INTO people VALUES ('calm');
                        COMMIT;
                        """,
                        """
                        BEGIN;
                        ALTER TYPE mood ADD VALUE 'calm';
                        COMMIT;
                        INSERT INTO people VALUES ('calm');
                        """)
                    .before(
                        """
                        CREATE TYPE mood AS ENUM ('sad', 'happy');
                        CREATE TABLE people (mood mood);
                        """)
                    .proves(Proof.fails("55P04")))
            .downToo()
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!at.statement().ownTransaction()) {
      return;
    }
    for (LintStatement earlier : at.before()) {
      if (at.sharesTransaction(earlier) && earlier.sql() instanceof AlterType alter) {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.AddValue add
              && at.text().contains(Identifiers.literal(add.value()))) {
            at.report(
                this,
                null,
                "value '"
                    + add.value()
                    + "' of "
                    + alter.name()
                    + " is used before it is committed",
                "PostgreSQL refuses it, and the migration stops there.",
                Remedy.before("COMMIT;", "BEGIN;"));
          }
        }
      }
    }
  }
}

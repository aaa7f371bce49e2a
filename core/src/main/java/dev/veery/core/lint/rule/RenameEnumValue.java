package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.TypeStatement.AlterType;

/** RENAME VALUE of an enum. */
final class RenameEnumValue extends Rule {

  RenameEnumValue() {
    super(
        About.error("compat-enum-value-renamed")
            .title("an enum's value gets another name while the application runs")
            .explain(
                """
                From the commit on every statement with the old label fails, and rows read under the new
                label are unknown to the running application. Add a value, let the application know both,
                move the rows, and leave the old label unused: PostgreSQL cannot drop it.\
                """)
            .severalSteps()
            .manual("sql-altertype.html")
            .example(
                Example.of(
                        "ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy';",
                        "ALTER TYPE mood ADD VALUE 'unhappy';")
                    .before("CREATE TYPE mood AS ENUM ('sad', 'happy');")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT 'sad'::mood", "22P02")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof AlterType alter) {
      for (AlterAction action : alter.actions()) {
        if (action instanceof AlterAction.RenameValue rename) {
          at.report(
              this,
              null,
              "value '" + rename.from() + "' of " + alter.name() + " becomes '" + rename.to() + "'",
              "Statements of the running application with the old label fail, and it does not know the"
                  + " new one.",
              Remedy.elsewhere(
                  "ALTER TYPE "
                      + at.text(alter.name().span())
                      + " ADD VALUE "
                      + Identifiers.literal(rename.to())
                      + ";"));
        }
      }
    }
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.DataStatement.Truncate;
import dev.veery.core.sql.ast.QualifiedName;

/** TRUNCATE. */
final class TruncateTable extends Rule {

  TruncateTable() {
    super(
        About.error("loss-truncate")
            .title("a table is emptied")
            .explain(
                """
                `TRUNCATE` removes all rows under an `ACCESS EXCLUSIVE` lock. Delete the rows that are
                meant, in batches, so that the others cannot be hit by a wrong order of migrations.\
                """)
            .manual("sql-truncate.html")
            .example(
                Example.of(
                        "TRUNCATE orders;",
                        "DELETE FROM orders WHERE state = 'draft' AND id BETWEEN 1 AND 1000;")
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE)))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Truncate truncate) {
      for (QualifiedName table : truncate.tables()) {
        if (!at.isNew(table)) {
          at.report(
              this,
              table.span(),
              "all rows of " + table + " are removed",
              "The rows are lost, and every read and every write of " + table + " waits meanwhile.",
              Remedy.elsewhere("-- before it", Texts.keep(at.table(table), at.text(table.span()))));
        }
      }
    }
  }
}

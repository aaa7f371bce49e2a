package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.Unrecognised;

/** A statement that the parser does not know. */
final class UnknownStatement extends Rule {

  UnknownStatement() {
    super(
        About.warning("correct-unknown-statement")
            .title("a statement is none that PostgreSQL 14 to 18 know")
            .explain(
                """
                The linter knows the statements of PostgreSQL 14 to 18. What it does not know is mostly a
                typing error, which the server will refuse; it may also belong to another server that
                speaks PostgreSQL's protocol. No other rule can say anything about it.\
                """)
            .manual("sql-commands.html")
            .downToo()
            .example(
                Example.of(
                        "ALTER TABEL orders ADD COLUMN gift boolean;",
                        "ALTER TABLE orders ADD COLUMN gift boolean;")
                    .otherSchema()
                    .proves(Proof.fails("42601")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof Unrecognised && !at.text().startsWith("#")) {
      at.report(
          this,
          null,
          "the statement is not understood",
          "The server will probably refuse it, and what it does is not known.",
          Remedy.elsewhere("-- which server it is to run on", "SELECT version();"));
    }
  }
}

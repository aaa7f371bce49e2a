package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.Unrecognised;

/** A comment as in MySQL. */
final class HashComment extends Rule {

  HashComment() {
    super(
        About.error("correct-hash-comment")
            .title("# begins no comment in PostgreSQL")
            .explain(
                "`#` is an operator. A line that begins with it is a syntax error (SQLSTATE 42601).")
            .manual("sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS")
            .example(
                Example.of(
                        "# the channel\nALTER TABLE orders ADD COLUMN channel text;",
                        "-- the channel\nALTER TABLE orders ADD COLUMN channel text;")
                    .proves(Proof.fails("42601")))
            .downToo()
            .build());
  }

  @Override
  public void statement(Site at) {
    Tokens tokens = at.statement().tokens();
    if (at.sql() instanceof Unrecognised && tokens.count() > 0 && tokens.text(0).startsWith("#")) {
      at.report(
          this,
          new Span(tokens.start(0), tokens.end(0)),
          "# begins no comment",
          "PostgreSQL takes it for an operator and refuses the statement.",
          Remedy.instead("--" + at.text().substring(1)));
    }
  }
}

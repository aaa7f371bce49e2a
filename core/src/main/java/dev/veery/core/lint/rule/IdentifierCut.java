package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.ArrayList;
import java.util.List;

/** A name longer than PostgreSQL keeps. */
final class IdentifierCut extends Rule {

  IdentifierCut() {
    super(
        About.error("correct-identifier-cut")
            .title("a name is longer than 63 bytes and is cut")
            .explain(
                """
                PostgreSQL keeps 63 bytes of a name and says so in a notice that nobody reads. Two names
                that differ behind the 63rd byte are the same, and a script that looks for the whole name
                in the catalog does not find it.\
                """)
            .manual("sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS")
            .example(
                Example.of(
                        """
                        CREATE TABLE the_history_of_every_change_that_anybody_ever_made_to_an_order_or_a_line
                          (id int);
                        """,
                        "CREATE TABLE order_changes (id int);")
                    .otherSchema())
            .downToo()
            .build());
  }

  @Override
  public void statement(Site at) {
    List<Identifier> names = new ArrayList<>();
    at.sql().targets().forEach(t -> names.addAll(t.name().parts()));
    switch (at.sql()) {
      case CreateTable create -> names.addAll(NamePattern.given(create));
      case AlterTable alter -> names.addAll(NamePattern.given(alter));
      default -> {
        // Its own name is among the targets.
      }
    }
    for (Identifier name : names) {
      if (name.isCut()) {
        at.report(
            this,
            name.span(),
            "the name " + name.name() + " is cut to " + name.effective(),
            "Whoever looks for the whole name in the catalog does not find it, and a second name with"
                + " the same beginning is refused.",
            Remedy.instead(Texts.replace(at, name.span(), Identifiers.quote(name.effective()))));
      }
    }
  }
}

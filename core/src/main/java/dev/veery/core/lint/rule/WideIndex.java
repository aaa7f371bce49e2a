package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.Span;
import java.util.ArrayList;
import java.util.List;

/** An index of many columns that is not unique. */
final class WideIndex extends Rule {

  private static final int MOST = 3;

  WideIndex() {
    super(
        About.note("design-wide-index")
            .title("an index that is not unique has more than three columns")
            .explain(
                """
                Three columns mostly narrow a search down as far as it goes; each further one makes the
                index larger and every write slower. Columns that are only to be read from the index
                belong into `INCLUDE`.\
                """)
            .offByDefault()
            .manual("indexes-multicolumn.html")
            .example(
                Example.of(
                        """
                        CREATE INDEX CONCURRENTLY orders_wide_idx
                          ON orders (customer_id, state, placed_at, note);
                        """,
                        """
                        CREATE INDEX CONCURRENTLY orders_wide_idx
                          ON orders (customer_id, state, placed_at) INCLUDE (note);
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof CreateIndex index
        && !index.unique()
        && index.elements().size() > MOST) {
      Span first = index.elements().get(MOST - 1).expression().span();
      Span last = index.elements().getLast().expression().span();
      List<String> rest = new ArrayList<>();
      for (int i = MOST; i < index.elements().size(); i++) {
        Identifier column = index.elements().get(i).column();
        if (column != null) {
          rest.add(Identifiers.quote(column.effective()));
        }
      }
      index.include().forEach(c -> rest.add(Identifiers.quote(c.effective())));
      int start = at.statement().tokens().start(0);
      String head = at.text(new Span(start, first.end()));
      String tail = Texts.rest(at, last.end());
      at.report(
          this,
          null,
          "an index on " + index.table() + " has " + index.elements().size() + " columns",
          "Every write of " + index.table() + " keeps all of them in order.",
          index.include().isEmpty()
              ? Remedy.instead(head + ") INCLUDE (" + String.join(", ", rest) + tail + ";")
              : Remedy.instead(head + tail + ";"));
    }
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Rule;

/**
 * A comment that accepts what is not there. The linter itself finds it, when all rules have spoken.
 */
final class AllowUnused extends Rule {

  AllowUnused() {
    super(
        About.warning("correct-allow-unused")
            .title("a comment allows what no rule finds")
            .explain(
                """
                `-- veery: allow CODE because "…"` accepts a finding, in a statement or a whole file.
                Where there is none, or where no rule has that code, the comment only misleads, and
                would silently accept a finding that comes later.\
                """)
            .example(
                Example.of(
                    """
                    -- veery: allow lock-index-not-concurrent because "the table is small"
                    CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);
                    """,
                    """
                    -- veery: allow lock-index-not-concurrent because "the table is small"
                    CREATE INDEX orders_state_idx ON orders (state);
                    """))
            .build());
  }
}

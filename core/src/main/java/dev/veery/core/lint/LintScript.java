package dev.veery.core.lint;

import dev.veery.core.migration.Directives;
import java.util.List;

/**
 * One script of a migration, parsed.
 *
 * @param number unique among all scripts of a run of the linter
 * @param down whether it takes the migration back
 * @param directives of the file and the section
 * @param statements in order; texts for people and the rows of COPY left out
 */
public record LintScript(
    int number, boolean down, Directives directives, List<LintStatement> statements) {
  public LintScript {
    statements = List.copyOf(statements);
  }
}

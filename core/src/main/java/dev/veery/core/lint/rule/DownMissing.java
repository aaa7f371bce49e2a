package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.MigrationSite;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.migration.Migration.Undo;
import java.util.List;

/** A migration that cannot be taken back. */
final class DownMissing extends Rule {

  DownMissing() {
    super(
        About.note("correct-down-missing")
            .title("a migration has no down")
            .explain(
                """
                It cannot be taken back when the deployment has to be. Write the down, or say that there is
                nothing to undo: `-- veery: nothing-to-undo`.\
                """)
            .example(
                Example.of("CREATE TABLE extra (id int);", "CREATE TABLE extra (id int);")
                    .downs("", "DROP TABLE extra;"))
            .build());
  }

  @Override
  public void migration(MigrationSite at) {
    if (!at.subject().repeatable() && !at.undo().possible()) {
      List<String> lines = Downs.of(at);
      at.report(
          this,
          at.undo() == Undo.EMPTY ? "its down has no statement" : "it has no down",
          "When the deployment has to be taken back, this migration stays.",
          Remedy.elsewhere(
              lines.isEmpty() ? "-- veery: nothing-to-undo" : String.join("\n", lines)));
    }
  }
}

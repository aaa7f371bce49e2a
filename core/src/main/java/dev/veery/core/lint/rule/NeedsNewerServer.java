package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.DataStatement.Merge;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.List;

/** Syntax that the configured server does not know. */
final class NeedsNewerServer extends Rule {

  NeedsNewerServer() {
    super(
        About.error("correct-needs-newer-server")
            .title("a statement needs a newer PostgreSQL than the one it is to run on")
            .explain(
                """
                `server` in `[lint]` is the oldest major that the migrations have to work on. These came
                later: with 15 `MERGE`, `NULLS NOT DISTINCT`, `SET ACCESS METHOD`, a view's `security_invoker`;
                with 16 `CREATE STATISTICS` without a name; with 17 `SET EXPRESSION`; with 18 virtual generated
                columns, `NOT ENFORCED`, `WITHOUT OVERLAPS`, `PERIOD`, named `NOT NULL` constraints of a
                table.\
                """)
            .manual("release.html")
            .example(
                Example.of(
                        "ALTER TABLE orders ADD CONSTRAINT note_set NOT NULL note NOT VALID;",
                        "ALTER TABLE orders ADD CONSTRAINT note_set CHECK (note IS NOT NULL) NOT VALID;")
                    .on(17)
                    .with("server", "17")
                    .proves(Proof.fails("42601")))
            .example(
                Example.of(
                        "CREATE UNIQUE INDEX CONCURRENTLY c ON customers (email) NULLS NOT DISTINCT;",
                        "CREATE UNIQUE INDEX CONCURRENTLY c ON customers (email);")
                    .on(14)
                    .otherSchema()
                    .with("server", "14")
                    .proves(Proof.fails("42601")))
            .downToo()
            .build());
  }

  @Override
  public void statement(Site at) {
    switch (at.sql()) {
      case Merge merge -> needs(at, 15, "MERGE");
      case CreateIndex create -> {
        if (create.nullsNotDistinct()) {
          needs(at, 15, "NULLS NOT DISTINCT");
        }
      }
      case CreateView view -> {
        if (view.options().stream().anyMatch(o -> o.name().equals("security_invoker"))) {
          needs(at, 15, "security_invoker");
        }
      }
      case ObjectStatement.CreateStatistics statistics -> {
        if (statistics.name() == null) {
          needs(at, 16, "CREATE STATISTICS without a name");
        }
      }
      case CreateTable create -> {
        create.constraints().forEach(c -> constraint(at, c, true));
        create.columns().forEach(c -> c.constraints().forEach(k -> constraint(at, k, false)));
      }
      case AlterTable alter -> {
        for (AlterAction action : alter.actions()) {
          switch (action) {
            case AlterAction.AddColumn add ->
                add.column().constraints().forEach(k -> constraint(at, k, false));
            case AlterAction.AddConstraint add -> constraint(at, add.constraint(), true);
            case AlterAction.SetAccessMethod set -> needs(at, 15, "SET ACCESS METHOD");
            case AlterAction.SetExpression set -> needs(at, 17, "SET EXPRESSION");
            default -> {
              // As old as the oldest major.
            }
          }
        }
      }
      default -> {
        // As old as the oldest major.
      }
    }
  }

  private void constraint(Site at, Constraint constraint, boolean ofTable) {
    if (constraint.attributes().notEnforced()) {
      needs(at, 18, "NOT ENFORCED");
    }
    switch (constraint) {
      case Constraint.Unique unique -> {
        if (unique.nullsNotDistinct()) {
          needs(at, 15, "NULLS NOT DISTINCT");
        }
        if (unique.withoutOverlaps()) {
          needs(at, 18, "WITHOUT OVERLAPS");
        }
      }
      case Constraint.ForeignKey key -> {
        if (key.period()) {
          needs(at, 18, "PERIOD");
        }
      }
      case Constraint.Generated generated -> {
        if (!generated.stored()) {
          needs(at, 18, "a virtual generated column");
        }
      }
      case Constraint.NotNull notNull -> {
        if (ofTable) {
          needs(at, 18, "NOT NULL as a constraint of the table");
        }
      }
      default -> {
        // As old as the oldest major.
      }
    }
  }

  /**
   * What older servers take, where one word makes the difference; a check of the server otherwise.
   */
  private static Remedy remedy(Site at, int major) {
    String text = at.text();
    String older =
        text.replaceAll("(?i)\\s+not\\s+enforced\\b", " NOT VALID")
            .replaceAll("(?i)\\)\\s+virtual\\b", ") STORED")
            .replaceAll(
                "(?i)(add\\s+(?:constraint\\s+\\S+\\s+)?)not\\s+null\\s+([\\w\"]+)",
                "$1CHECK ($2 IS NOT NULL)");
    if (!older.equals(text)) {
      return Remedy.instead(older + ";");
    }
    if (at.sql() instanceof CreateIndex index
        && index.nullsNotDistinct()
        && index.name() != null
        && index.where() == null
        && index.elements().size() == 1
        && index.elements().getFirst().column() != null) {
      // One index for the values, and one in which there is room for a single null.
      String words = "(?i)\\s+nulls\\s+not\\s+distinct\\b";
      String column = Identifiers.quote(index.elements().getFirst().column().effective());
      return Remedy.instead(
          text.replaceAll(words, "") + ";",
          "CREATE UNIQUE INDEX "
              + (index.concurrently() ? "CONCURRENTLY " : "")
              + Texts.name(index.name().name(), List.of(), "null")
              + " ON "
              + at.text(index.table().span())
              + " ((true)) WHERE "
              + column
              + " IS NULL;");
    }
    return Remedy.before(
        "DO $$ BEGIN",
        "  ASSERT current_setting('server_version_num')::int >= "
            + major
            + "0000, 'this needs PostgreSQL "
            + major
            + "';",
        "END $$;");
  }

  private void needs(Site at, int major, String what) {
    if (at.server() < major) {
      at.report(
          this,
          null,
          what + " needs PostgreSQL " + major,
          "The migrations have to work on " + at.server() + ", which refuses the statement.",
          remedy(at, major));
    }
  }
}

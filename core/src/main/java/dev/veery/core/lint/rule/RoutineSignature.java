package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.SchemaChanges;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import java.util.List;

/** CREATE OR REPLACE FUNCTION with other parameters, which makes a second one. */
final class RoutineSignature extends Rule {

  RoutineSignature() {
    super(
        About.warning("compat-routine-signature")
            .title("CREATE OR REPLACE makes a second function beside the old one")
            .explain(
                """
                A function is known by its name and the types of its parameters. With other types, or one
                parameter more, `CREATE OR REPLACE` replaces nothing: there are two functions from then
                on, the old one is still called by those who called it, and where a default makes both fit
                a call is refused as ambiguous (SQLSTATE 42725).\
                """)
            .explain(
                """
                Where both are wanted for the time of a deployment, write `CREATE FUNCTION` and drop the
                old one later; otherwise drop it in the same transaction.\
                """)
            .severalSteps()
            .manual("xfunc-overload.html")
            .example(
                Example.of(
                        """
                        CREATE OR REPLACE FUNCTION price(a int, b int DEFAULT 0) RETURNS int
                          LANGUAGE sql AS 'SELECT a + b';
                        """,
                        """
                        DROP FUNCTION price(int);
                        CREATE OR REPLACE FUNCTION price(a int, b int DEFAULT 0) RETURNS int
                          LANGUAGE sql AS 'SELECT a + b';
                        """)
                    .before("CREATE FUNCTION price(a int) RETURNS int LANGUAGE sql AS 'SELECT a';")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT price('1')", "42725")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateRoutine routine) || !routine.orReplace()) {
      return;
    }
    List<CreateRoutine> old = at.schema().routines(routine.name());
    String signature = SchemaChanges.signature(routine);
    boolean replaces = old.stream().anyMatch(r -> SchemaChanges.signature(r).equals(signature));
    if (!old.isEmpty() && !replaces) {
      String before = SchemaChanges.signature(old.getLast());
      at.report(
          this,
          routine.name().span(),
          routine.type().lower()
              + " "
              + routine.name()
              + "("
              + signature
              + ") comes beside "
              + routine.name()
              + "("
              + before
              + ")",
          "Callers keep calling the old one, or fail because both fit.",
          Remedy.before(
              "DROP "
                  + routine.type().words()
                  + " "
                  + at.text(routine.name().span())
                  + "("
                  + before
                  + ");"));
    }
  }
}

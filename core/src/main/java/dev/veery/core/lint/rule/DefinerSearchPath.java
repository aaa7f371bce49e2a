package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.SchemaChanges;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;

/** SECURITY DEFINER without a search_path of its own. */
final class DefinerSearchPath extends Rule {

  DefinerSearchPath() {
    super(
        About.error("security-definer-search-path")
            .title("a function with its owner's rights looks names up where its caller says")
            .explain(
                """
                A `SECURITY DEFINER` function runs with its owner's rights and its caller's `search_path`. A
                caller who can make a table or operator in a schema of that path has it used with rights
                that are not the caller's.\
                """)
            .manual("sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY")
            .example(
                Example.of(
                        """
                        CREATE FUNCTION total() RETURNS numeric LANGUAGE sql SECURITY DEFINER
                          AS 'SELECT sum(total) FROM public.orders';
                        """,
                        """
                        CREATE FUNCTION total() RETURNS numeric LANGUAGE sql SECURITY DEFINER
                          SET search_path = pg_catalog, pg_temp
                          AS 'SELECT sum(total) FROM public.orders';
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof CreateRoutine routine
        && routine.securityDefiner()
        && routine.settings().stream().noneMatch(s -> s.name().equals("search_path"))) {
      String signature = SchemaChanges.signature(routine);
      at.report(
          this,
          routine.name().span(),
          routine.type().lower()
              + " "
              + routine.name()
              + " runs with its owner's rights and its caller's search_path",
          "Whoever can make an object in a schema of that path runs it with the owner's rights.",
          Remedy.after(
              "ALTER "
                  + routine.type().words()
                  + " "
                  + at.text(routine.name().span())
                  + "("
                  + signature
                  + ") SET search_path = pg_catalog, public, pg_temp;"));
    }
  }
}

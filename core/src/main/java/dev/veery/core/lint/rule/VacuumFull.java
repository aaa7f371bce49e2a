package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.MaintenanceStatement.Vacuum;
import java.util.ArrayList;
import java.util.List;

/** VACUUM FULL. */
final class VacuumFull extends Rule {

  VacuumFull() {
    super(
        About.error("lock-vacuum-full")
            .title("VACUUM FULL writes the table anew while reads and writes wait")
            .explain(
                """
                `VACUUM FULL` copies the table into a new file under an `ACCESS EXCLUSIVE` lock. Plain
                `VACUUM` makes the space free for new rows and hinders nobody; to give it back to the
                file system, use a tool that works beside the running table, such as pg_repack.\
                """)
            .manual("sql-vacuum.html")
            .example(Example.of("VACUUM (FULL, ANALYZE) orders;", "VACUUM (ANALYZE) orders;"))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof Vacuum vacuum)
        || vacuum.options().stream()
            .noneMatch(o -> o.name().equalsIgnoreCase("full") && o.isOn())) {
      return;
    }
    List<String> tables = new ArrayList<>();
    vacuum.relations().forEach(r -> tables.add(at.text(r.name().span())));
    String names = tables.isEmpty() ? "every table" : String.join(", ", tables);
    at.report(
        this,
        null,
        "VACUUM FULL writes " + names + " anew",
        "Every read and every write of " + names + " waits until it is written.",
        Remedy.instead(tables.isEmpty() ? "VACUUM;" : "VACUUM " + names + ";"));
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LintStatement;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TypeStatement.AlterType;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An enum made anew with fewer values. */
final class EnumValueRemoved extends Rule {

  EnumValueRemoved() {
    super(
        About.warning("compat-enum-value-removed")
            .title("an enum is made anew without some of its values")
            .explain(
                """
                PostgreSQL cannot drop a value of an enum, so people rename the type, make a new one with
                fewer values, and convert every column, which writes their tables anew. Rows that still
                have a value make the conversion fail, and so does the running application that
                writes it.\
                """)
            .severalSteps()
            .manual("datatype-enum.html")
            .example(
                Example.of(
                        """
                        ALTER TYPE mood RENAME TO mood_old;
                        CREATE TYPE mood AS ENUM ('sad', 'happy');
                        DROP TYPE mood_old;
                        """,
                        "ALTER TYPE mood ADD VALUE 'calm';")
                    .before("CREATE TYPE mood AS ENUM ('sad', 'happy', 'bored');")
                    .otherSchema()
                    .proves(Proof.breaks("SELECT 'bored'::mood", "22P02")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateEnum created)) {
      return;
    }
    for (LintStatement earlier : at.before()) {
      if (earlier.sql() instanceof AlterType alter && alter.name().same(created.name())) {
        for (AlterAction action : alter.actions()) {
          if (action instanceof AlterAction.RenameTo rename) {
            List<String> old = at.schema().enumLabels(new QualifiedName(List.of(rename.name())));
            if (old != null) {
              List<String> gone = new ArrayList<>(old);
              gone.removeAll(created.labels());
              if (!gone.isEmpty()) {
                at.report(
                    this,
                    null,
                    "enum " + created.name() + " loses " + String.join(", ", gone),
                    "Rows with such a value make the conversion fail, and so do statements of the running"
                        + " application that write it.",
                    Remedy.elsewhere(String.join("\n", refusal(at, created, gone))));
              }
            }
          }
        }
      }
    }
  }

  /** The value stays in the type, and the columns of that type refuse it. */
  private static List<String> refusal(Site at, CreateEnum created, List<String> gone) {
    List<String> lines = new ArrayList<>();
    String values = gone.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    for (TableState table : at.schema().tables()) {
      for (ColumnState column : table.columns()) {
        if (column.type() != null && column.type().name().name().equals(created.name().name())) {
          lines.add(
              "ALTER TABLE "
                  + Texts.written(table)
                  + " ADD CONSTRAINT "
                  + Texts.name(table.name(), List.of(column.name()), "refused")
                  + " CHECK ("
                  + Identifiers.quote(column.name())
                  + " NOT IN ("
                  + values
                  + ")) NOT VALID;");
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add(
          "ALTER TYPE "
              + at.text(created.name().span())
              + " RENAME VALUE "
              + Identifiers.literal(gone.getFirst())
              + " TO "
              + Identifiers.literal(gone.getFirst() + " (no longer used)")
              + ";");
    } else {
      lines.addFirst("-- refuse new rows with it, and leave the value in the type");
    }
    return lines;
  }
}

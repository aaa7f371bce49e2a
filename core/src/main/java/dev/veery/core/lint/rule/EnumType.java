package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.TypeStatement.CreateEnum;
import java.util.stream.Collectors;

/** CREATE TYPE … AS ENUM. */
final class EnumType extends Rule {

  EnumType() {
    super(
        About.note("design-enum")
            .title("an enum's values cannot be taken away again")
            .explain(
                """
                PostgreSQL adds and renames values of an enum, and removes none; to be rid of one, the type
                and every column of it has to be made anew. A small table with a foreign key, or a check on
                `text`, can be changed like any other.\
                """)
            .offByDefault()
            .manual("datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS")
            .example(
                Example.of(
                        "CREATE TYPE mood AS ENUM ('sad', 'happy');",
                        "CREATE TABLE moods (name text PRIMARY KEY);")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof CreateEnum type) {
      String name = at.text(type.name().span());
      String values =
          type.labels().stream()
              .map(l -> "(" + Identifiers.literal(l) + ")")
              .collect(Collectors.joining(", "));
      at.report(
          this,
          null,
          "type " + type.name() + " is an enum",
          "A value that is no longer wanted cannot be removed from it.",
          Remedy.instead(
              "CREATE TABLE " + name + " (name text PRIMARY KEY);",
              values.isEmpty() ? "" : "INSERT INTO " + name + " (name) VALUES " + values + ";"));
    }
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.QualifiedName;

/** timestamp without time zone. */
final class TimestampWithoutZone extends ColumnRule {

  TimestampWithoutZone() {
    super(
        About.warning("design-timestamp-without-zone")
            .title("a timestamp does not say which instant it means")
            .explain(
                """
                `timestamp` keeps what a clock showed, without saying where. Two sessions with different
                time zones read different instants from the same value. `timestamptz` takes the same
                eight bytes and keeps the instant.\
                """)
            .offByDefault()
            .manual("datatype-datetime.html")
            .example(
                Example.of(
                        "CREATE TABLE visits (at timestamp);",
                        "CREATE TABLE visits (at timestamptz);")
                    .otherSchema())
            .build());
  }

  @Override
  void column(Site at, QualifiedName table, ColumnDefinition column) {
    if (column.type() != null && column.type().is("timestamp")) {
      advise(
          at,
          column,
          column.type(),
          table + "." + column.name() + " is a timestamp without time zone",
          "Which instant a value means depends on the reader's time zone.",
          "timestamptz");
    }
  }
}

package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.ArrayList;
import java.util.List;

/** Columns in an order that leaves gaps between their values. */
final class ColumnOrder extends Rule {

  /** Bytes that a row may waste without a word. */
  private static final int LITTLE = 8;

  ColumnOrder() {
    super(
        About.note("design-column-order")
            .title("the order of the columns leaves gaps in every row")
            .explain(
                """
                A value of eight bytes begins at a multiple of eight, one of four at a multiple of four.
                Small columns between large ones leave gaps that every row pays for. Large fixed-width
                columns first, then small ones, then texts, leaves none.\
                """)
            .offByDefault()
            .manual("storage-page-layout.html")
            .example(
                Example.of(
                        """
                        CREATE TABLE marks (
                          done boolean NOT NULL,
                          id bigint PRIMARY KEY,
                          old boolean NOT NULL,
                          at timestamptz NOT NULL
                        );
                        """,
                        """
                        CREATE TABLE marks (
                          id bigint PRIMARY KEY,
                          at timestamptz NOT NULL,
                          done boolean NOT NULL,
                          old boolean NOT NULL
                        );
                        """)
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateTable create) || create.columns().size() < 2) {
      return;
    }
    List<ColumnDefinition> written = create.columns();
    List<ColumnDefinition> better = new ArrayList<>(written);
    better.sort((a, b) -> Integer.compare(rank(b), rank(a)));
    int waste = gaps(written) - gaps(better);
    if (waste < LITTLE || written.stream().anyMatch(c -> rank(c) < 0)) {
      return;
    }
    // From the last to the first, so that places stay where they are.
    String sql = at.text();
    int start = at.statement().tokens().start(0);
    for (int i = written.size() - 1; i >= 0; i--) {
      Span span = written.get(i).span();
      sql =
          sql.substring(0, span.start() - start)
              + at.text(better.get(i).span())
              + sql.substring(span.end() - start);
    }
    at.report(
        this,
        create.name().span(),
        "another order of the columns saves " + waste + " bytes in every row of " + create.name(),
        "The table and what is read of it are larger than they need to be.",
        Remedy.instead(sql + ";"));
  }

  /** The bytes between the values of a row in which none is null, up to the first text. */
  private static int gaps(List<ColumnDefinition> columns) {
    int offset = 0;
    int gaps = 0;
    for (ColumnDefinition column : columns) {
      int rank = rank(column);
      if (rank <= 0) {
        break;
      }
      int align = rank == 16 ? 1 : rank;
      int gap = (align - offset % align) % align;
      gaps += gap;
      offset += gap + rank;
    }
    return gaps + (8 - offset % 8) % 8;
  }

  /** The width of a type that is also its alignment; 0 for texts and the like, -1 for unknown. */
  private static int rank(ColumnDefinition column) {
    if (column.type() == null) {
      return -1;
    }
    if (column.type().arrayDimensions() > 0) {
      return 0;
    }
    return switch (column.type().name().name()) {
      case "int8", "float8", "timestamp", "timestamptz", "time", "money", "bigserial" -> 8;
      case "uuid" -> 16;
      case "int4", "float4", "date", "oid", "serial" -> 4;
      case "int2", "smallserial" -> 2;
      case "bool", "char" -> 1;
      case "text", "varchar", "bpchar", "numeric", "bytea", "json", "jsonb", "inet", "citext" -> 0;
      default -> -1;
    };
  }
}

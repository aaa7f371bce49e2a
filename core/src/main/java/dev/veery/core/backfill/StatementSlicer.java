package dev.veery.core.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.SlicedStatement.Assignment;
import dev.veery.core.backfill.SlicedStatement.Delete;
import dev.veery.core.backfill.SlicedStatement.Frame;
import dev.veery.core.backfill.SlicedStatement.InsertSelect;
import dev.veery.core.backfill.SlicedStatement.Update;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.DataStatement;
import dev.veery.core.sql.ast.DataStatement.Cte;
import dev.veery.core.sql.ast.DataStatement.Select;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a statement apart for slicing, or says why it cannot be sliced. What only the server knows
 * (keys, volatility) is asked when the backfill begins.
 */
final class StatementSlicer {

  private static final Set<String> JOINS =
      Set.of("join", "inner", "left", "right", "full", "cross", "natural", "on", "using");

  /** Those that PostgreSQL brings; others are found by the server. */
  private static final Set<String> AGGREGATES =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "string_agg",
          "array_agg",
          "json_agg",
          "jsonb_agg",
          "json_object_agg",
          "jsonb_object_agg",
          "bool_and",
          "bool_or",
          "every",
          "stddev",
          "variance");

  private final Tokens tokens;
  private final @Nullable SourcePosition position;
  private final List<Problem> problems = new ArrayList<>();

  private StatementSlicer(Tokens tokens, @Nullable SourcePosition position) {
    this.tokens = tokens;
    this.position = position;
  }

  static SlicedStatement read(String sql, boolean idempotent, @Nullable SourcePosition position) {
    ParsedStatement parsed = SqlStatement.parse(sql);
    StatementSlicer slicer = new StatementSlicer(parsed.tokens(), position);
    SlicedStatement sliced =
        switch (parsed.statement()) {
          case DataStatement.Update update -> slicer.update(update, idempotent);
          case DataStatement.Delete delete -> slicer.delete(delete, idempotent);
          case DataStatement.Insert insert -> slicer.insert(insert, idempotent);
          default -> {
            slicer.refuse(
                "only UPDATE, DELETE and INSERT … SELECT can run in batches",
                "remove the mark -- veery: backfill");
            yield null;
          }
        };
    if (sliced == null || !slicer.problems.isEmpty()) {
      throw new VeeryException(slicer.problems);
    }
    return sliced;
  }

  private SlicedStatement update(DataStatement.Update update, boolean idempotent) {
    List<Assignment> assignments = assignments(update.set());
    returning(update.returning());
    cursor(update.where());
    boolean others =
        with(update.with())
            || update.from() != null
            || update.set().hasQuery()
            || hasQuery(update.where());
    readsItself(update.table(), 1, idempotent);
    return new Update(
        frame(update.table(), update.alias(), update.only(), update.from(), update.where(), others),
        assignments);
  }

  private SlicedStatement delete(DataStatement.Delete delete, boolean idempotent) {
    returning(delete.returning());
    cursor(delete.where());
    boolean others = with(delete.with()) || delete.using() != null || hasQuery(delete.where());
    readsItself(delete.table(), 1, idempotent);
    return new Delete(
        frame(
            delete.table(), delete.alias(), delete.only(), delete.using(), delete.where(), others));
  }

  private Frame frame(
      QualifiedName table,
      @Nullable Identifier alias,
      boolean only,
      @Nullable Expression from,
      @Nullable Expression where,
      boolean readsOthers) {
    return new Frame(
        text(table),
        alias == null ? text(table.parts().getLast()) : text(alias),
        only,
        tokens.text(0, where == null ? end() : tokens.start(where.from() - 1)).stripTrailing(),
        from == null ? "" : from.text(),
        where,
        "",
        readsOthers);
  }

  private @Nullable SlicedStatement insert(DataStatement.Insert insert, boolean idempotent) {
    returning(insert.returning());
    boolean with = with(insert.with());
    if (!(insert.source().statement() instanceof Select select)
        || select.from() == null
        || select.select() == null) {
      refuse(
          "an INSERT can run in batches only when its rows come from SELECT … FROM a table",
          "remove the mark -- veery: backfill");
      return null;
    }
    Expression from = select.from();
    Expression list = select.select();
    Source source = source(from);
    if (source == null) {
      refuse(
          "the first thing behind FROM must be a table: it is what is walked through",
          "put the large table first");
      return null;
    }
    if (!select.with().isEmpty()) {
      refuse("WITH inside INSERT … SELECT cannot be sliced", "write it as a subquery");
    }
    Expression locking = select.locking();
    int to =
        locking != null ? locking.to() : select.where() == null ? from.to() : select.where().to();
    if (to != insert.source().to() || grouped(list)) {
      refuse(
          "a SELECT that groups, orders, limits or combines rows means something else in batches",
          "remove the mark -- veery: backfill, or insert row by row");
    }
    if (from.hasWord("right") || from.hasWord("full")) {
      refuse(
          "RIGHT and FULL JOIN give rows that belong to no row of " + source.table,
          "use LEFT JOIN with the large table first");
    }
    if (text(insert.table()).equals(source.table) && !idempotent) {
      refuse(
          "the statement reads the table that it writes: later batches would see the rows of"
              + " earlier ones",
          "add -- veery: idempotent if that makes no difference");
    }
    Expression where = select.where();
    Frame frame =
        new Frame(
            source.table,
            source.row,
            source.only,
            tokens
                .text(0, where == null ? from.span().end() : tokens.start(where.from() - 1))
                .stripTrailing(),
            source.rest,
            where,
            (locking == null ? "" : locking.text() + " ")
                + (insert.onConflict() == null
                    ? ""
                    : tokens.text(tokens.start(insert.onConflict().from() - 2), end())),
            with || !source.rest.isBlank() || list.hasQuery() || hasQuery(where));
    return new InsertSelect(frame, text(insert.table()), list, insert.onConflict() != null);
  }

  private static boolean grouped(Expression list) {
    if (list.tokens().word(list.from()).equals("distinct") || list.hasWord("over")) {
      return true;
    }
    for (QualifiedName function : list.functions()) {
      if (AGGREGATES.contains(function.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first table of a FROM.
   *
   * @param rest what stands behind it, joins as well
   */
  private record Source(String table, String row, boolean only, String rest) {}

  private @Nullable Source source(Expression from) {
    int i = from.from();
    boolean only = tokens.word(i).equals("only");
    i += only ? 1 : 0;
    if (!isName(i)) {
      return null;
    }
    int start = i;
    while (tokens.kind(i + 1) == TokenKind.DOT && isName(i + 2)) {
      i += 2;
    }
    String table = tokens.text(tokens.start(start), tokens.end(i));
    String row = tokens.text(i);
    i++;
    if (tokens.is(i, '(') && i < from.to() || tokens.word(i).equals("tablesample")) {
      return null;
    }
    i += tokens.is(i, '*') && i < from.to() ? 1 : 0;
    if (i < from.to() && tokens.word(i).equals("as")) {
      i++;
      row = tokens.text(i++);
    } else if (i < from.to() && isName(i) && !JOINS.contains(tokens.word(i))) {
      row = tokens.text(i++);
    }
    String rest = i < from.to() ? tokens.text(tokens.start(i), from.span().end()) : "";
    return new Source(table, row, only, rest);
  }

  private List<Assignment> assignments(Expression set) {
    List<Assignment> assignments = new ArrayList<>();
    int start = set.from();
    int depth = 0;
    for (int i = set.from(); i <= set.to(); i++) {
      if (i == set.to() || depth == 0 && tokens.is(i, ',')) {
        assignments.add(assignment(start, i));
        start = i + 1;
      }
      depth += opens(i) ? 1 : closes(i) ? -1 : 0;
    }
    return assignments;
  }

  private Assignment assignment(int from, int to) {
    List<String> columns = new ArrayList<>();
    boolean several = tokens.is(from, '(');
    int equals = from;
    while (equals < to && !tokens.is(equals, '=')) {
      equals++;
    }
    for (int i = from; i < equals; i++) {
      boolean begins = i == from || several && (tokens.is(i - 1, '(') || tokens.is(i - 1, ','));
      if (begins && isName(i)) {
        columns.add(name(i));
      }
    }
    Expression expression = new Expression(tokens, Math.min(equals + 1, to), to);
    boolean whole = !several && equals == from + 1;
    boolean byDefault = tokens.word(equals + 1).equals("default") && equals + 2 == to;
    return new Assignment(columns, whole && !byDefault ? expression : null, expression);
  }

  private boolean with(List<Cte> with) {
    for (Cte cte : with) {
      if (!(cte.query().statement() instanceof Select)) {
        refuse(
            "WITH " + cte.name() + " changes rows itself and would do so in every batch",
            "make it a statement of its own");
      }
    }
    return !with.isEmpty();
  }

  private void returning(@Nullable Expression returning) {
    if (returning != null) {
      refuse("nobody reads what RETURNING gives in a backfill", "remove RETURNING");
    }
  }

  private void cursor(@Nullable Expression where) {
    if (where != null
        && tokens.word(where.from()).equals("current")
        && tokens.word(where.from() + 1).equals("of")) {
      refuse("WHERE CURRENT OF has no cursor here", "name the rows by a condition");
    }
  }

  /**
   * Refuses what looks at other rows of the table that it changes.
   *
   * @param own how often the name stands where it must
   */
  private void readsItself(QualifiedName table, int own, boolean idempotent) {
    if (idempotent) {
      return;
    }
    int count = 0;
    for (int i = 0; i < tokens.count(); i++) {
      if (isName(i) && name(i).equals(table.name()) && isRelation(i)) {
        count++;
      }
    }
    if (count > own) {
      refuse(
          "the statement looks at other rows of "
              + table
              + ", which change from batch to batch: it would not do what it does in one go",
          "add -- veery: idempotent if that makes no difference, or remove the mark");
    }
  }

  private boolean isRelation(int i) {
    if (tokens.kind(i + 1) == TokenKind.DOT || tokens.is(i + 1, '(')) {
      return false;
    }
    int first = i;
    while (first >= 2 && tokens.kind(first - 1) == TokenKind.DOT) {
      first -= 2;
    }
    return switch (tokens.word(first - 1)) {
      case "from", "join", "only", "update", "using" -> true;
      default -> tokens.is(first - 1, ',') && first == i && isName(i + 1);
    };
  }

  private static boolean hasQuery(@Nullable Expression expression) {
    return expression != null && expression.hasQuery();
  }

  private boolean opens(int i) {
    return tokens.is(i, '(') || tokens.is(i, '[');
  }

  private boolean closes(int i) {
    return tokens.is(i, ')') || tokens.is(i, ']');
  }

  private boolean isName(int i) {
    return switch (tokens.kind(i)) {
      case WORD, QUOTED_NAME -> true;
      default -> false;
    };
  }

  private String name(int i) {
    String text = tokens.text(i);
    return tokens.kind(i) == TokenKind.QUOTED_NAME
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : tokens.word(i);
  }

  private String text(QualifiedName name) {
    return tokens.text(name.span().start(), name.span().end());
  }

  private String text(Identifier name) {
    return tokens.text(name.span().start(), name.span().end());
  }

  /** Behind the last token that is not a semicolon. */
  private int end() {
    int last = tokens.count() - 1;
    while (last > 0 && tokens.kind(last) == TokenKind.SEMICOLON) {
      last--;
    }
    return tokens.end(last);
  }

  private void refuse(String message, String remedy) {
    problems.add(new Problem(ErrorCode.BACKFILL_UNSUITABLE, message, position, remedy));
  }
}

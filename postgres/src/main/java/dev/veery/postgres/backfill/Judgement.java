package dev.veery.postgres.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.backfill.SlicedStatement;
import dev.veery.core.backfill.SlicedStatement.Assignment;
import dev.veery.core.backfill.SlicedStatement.Delete;
import dev.veery.core.backfill.SlicedStatement.InsertSelect;
import dev.veery.core.backfill.SlicedStatement.Update;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.postgres.backfill.TableKey.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be promised about a statement that runs in batches.
 *
 * <p>The question is whether one can tell from a row that it is done. Where one can, the final
 * check counts the rows that are not, a row that is met twice does no harm, and a trigger can keep
 * rows right that are written meanwhile. Where one cannot ({@code n = n + 1}), each row is done
 * once because its batch and the cursor commit together, and the ranges prove that all were.
 *
 * @param remainder a condition that holds for the rows that are still to do; null where one cannot
 *     tell
 * @param why completes "one cannot tell from a row whether it is done, because …"
 * @param trigger whether a trigger can keep rows right
 * @param whyNoTrigger completes "no trigger keeps rows right that are written meanwhile, because …"
 */
record Judgement(@Nullable String remainder, String why, boolean trigger, String whyNoTrigger) {

  /**
   * Judges.
   *
   * @param volatility of the functions that it calls
   * @throws VeeryException for what would decide differently in every batch
   */
  static Judgement of(
      BackfillSpec spec, Table table, Volatility volatility, @Nullable SourcePosition at) {
    SlicedStatement statement = spec.statement();
    for (Expression condition : statement.conditions()) {
      String volatileCall = volatility.volatileIn(condition);
      if (volatileCall != null) {
        throw new VeeryException(
            new Problem(
                ErrorCode.BACKFILL_EXPRESSION,
                volatileCall
                    + " in the condition gives another answer in every batch: which rows are"
                    + " concerned would be left to chance",
                at,
                "write what it gives into a column first, or compare with a constant"));
      }
    }
    return switch (statement) {
      case Update update -> update(spec, update, table, volatility);
      case Delete delete ->
          new Judgement(
              where(delete), "it begins with WITH", false, "a DELETE leaves no row to keep right");
      case InsertSelect insert -> insert(insert, volatility, at);
    };
  }

  private static Judgement insert(
      InsertSelect insert, Volatility volatility, @Nullable SourcePosition at) {
    String aggregate = volatility.aggregateIn(insert.select());
    if (aggregate != null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKFILL_EXPRESSION,
              aggregate + " sums up rows, and would sum up those of each batch",
              at,
              "remove the mark -- veery: backfill"));
    }
    String why = "the rows that it makes are in another table";
    return new Judgement(null, why, false, why);
  }

  private static Judgement update(
      BackfillSpec spec, Update update, Table table, Volatility volatility) {
    Set<String> targets = new HashSet<>();
    Set<String> read = new HashSet<>();
    boolean opaque = false;
    String changing = null;
    for (Assignment assignment : update.assignments()) {
      targets.addAll(assignment.columns());
      opaque |= assignment.value() == null;
      for (QualifiedName column : assignment.expression().columns()) {
        read.add(column.name());
      }
      String call = volatility.changingIn(assignment.expression());
      changing = changing == null ? call : changing;
    }
    boolean own = read.stream().anyMatch(targets::contains) && !spec.idempotent();
    String why = "";
    String remainder = null;
    if (own) {
      why = "what it sets depends on what it has set";
    } else if (changing != null) {
      if (waitsForNull(update, targets)) {
        remainder = where(update);
      } else {
        why = changing + " gives another value each time";
      }
    } else if (opaque) {
      if (waitsForNull(update, targets)) {
        remainder = where(update);
      } else {
        why = "several columns are set at once, or a part of one";
      }
    } else {
      remainder = different(update, table);
    }
    if (remainder == null && why.isEmpty()) {
      why = "it begins with WITH";
    }
    String whyNoTrigger = "";
    if (remainder == null) {
      whyNoTrigger = why;
    } else if (opaque) {
      whyNoTrigger = "several columns are set at once, or a part of one";
    } else if (update.frame().readsOthers()) {
      whyNoTrigger = "what it sets depends on other rows than the one that is written";
    } else if (!spec.options().trigger()) {
      whyNoTrigger = "its author says trigger=off";
    }
    return new Judgement(remainder, why, whyNoTrigger.isEmpty(), whyNoTrigger);
  }

  /** Whether the condition asks that a column that is set be null before. */
  private static boolean waitsForNull(Update update, Set<String> targets) {
    Expression where = update.frame().where();
    if (where == null || where.hasWord("or")) {
      return false;
    }
    Tokens tokens = where.tokens();
    for (int i = where.from(); i + 2 < where.to(); i++) {
      boolean isNull = tokens.word(i + 1).equals("is") && tokens.word(i + 2).equals("null");
      if (isNull && targets.contains(name(tokens, i))) {
        return true;
      }
    }
    return false;
  }

  private static String name(Tokens tokens, int i) {
    String text = tokens.text(i);
    return text.startsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : tokens.word(i);
  }

  private static @Nullable String where(SlicedStatement statement) {
    Expression where = statement.frame().where();
    return where == null ? "true" : among(statement, where.text());
  }

  /** A condition over the other tables, too, as one over the walked row alone. */
  private static @Nullable String among(SlicedStatement statement, String condition) {
    if (Tokens.of(statement.frame().before()).word(0).equals("with")) {
      return null;
    }
    String from = statement.frame().from();
    return from.isBlank()
        ? condition
        : "EXISTS (SELECT FROM " + from + "\nWHERE " + condition + "\n)";
  }

  private static @Nullable String different(Update update, Table table) {
    List<String> parts = new ArrayList<>();
    for (Assignment assignment : update.assignments()) {
      String column = assignment.columns().getFirst();
      String type = table.columns().get(column);
      Expression value = assignment.value();
      if (type == null || value == null) {
        return null; // the server will say what is wrong with it
      }
      // json and xml have no equality, but a text that is kept as it was written.
      String compared = type.equals("json") || type.equals("xml") ? "::text" : "";
      parts.add(
          update.frame().row()
              + "."
              + Identifiers.quote(column)
              + compared
              + " IS DISTINCT FROM CAST(("
              + value.text()
              + "\n) AS "
              + type
              + ")"
              + compared);
    }
    String all = String.join(" OR ", parts);
    Expression where = update.frame().where();
    return among(update, where == null ? all : "(" + where.text() + "\n) AND (" + all + ")");
  }
}

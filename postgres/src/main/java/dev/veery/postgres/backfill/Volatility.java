package dev.veery.postgres.backfill;

import dev.veery.core.backfill.BackfillSpec;
import dev.veery.core.backfill.SlicedStatement;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the functions of a statement promise about their results. Which overload is meant only the
 * server's parser could tell, so the least reliable one of that name counts.
 */
final class Volatility {

  /** They stand still within a transaction, and a backfill has many. */
  private static final Set<String> CLOCKS =
      Set.of(
          "now",
          "transaction_timestamp",
          "statement_timestamp",
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp");

  private final Map<String, String> kinds;

  private Volatility(Map<String, String> kinds) {
    this.kinds = Map.copyOf(kinds);
  }

  /** Asks the server about every function that the statement names. */
  static Volatility of(Session session, BackfillSpec spec) throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    for (Expression expression : expressions(spec.statement())) {
      for (QualifiedName function : expression.functions()) {
        names.add(function.name());
      }
    }
    Map<String, String> kinds = new HashMap<>();
    if (!names.isEmpty()) {
      session.query(
          "SELECT proname, CASE WHEN bool_or(prokind = 'a') THEN 'a' WHEN bool_or(provolatile ="
              + " 'v') THEN 'v' WHEN bool_or(provolatile = 's') THEN 's' ELSE 'i' END FROM"
              + " pg_catalog.pg_proc WHERE proname = ANY ("
              + Sql.array(names)
              + ") GROUP BY 1",
          row -> kinds.put(row.getString(1), row.getString(2)));
    }
    return new Volatility(kinds);
  }

  private static List<Expression> expressions(SlicedStatement statement) {
    List<Expression> expressions = new ArrayList<>(statement.conditions());
    switch (statement) {
      case SlicedStatement.Update update ->
          update.assignments().forEach(a -> expressions.add(a.expression()));
      case SlicedStatement.Delete delete -> {}
      case SlicedStatement.InsertSelect insert -> expressions.add(insert.select());
    }
    return expressions;
  }

  /** The first function whose result is different each time, or null. */
  @Nullable String volatileIn(Expression expression) {
    return first(expression, name -> "v".equals(kinds.get(name)));
  }

  /** The same, clocks included. */
  @Nullable String changingIn(Expression expression) {
    return first(expression, name -> "v".equals(kinds.get(name)) || CLOCKS.contains(name));
  }

  @Nullable String aggregateIn(Expression expression) {
    return first(expression, name -> "a".equals(kinds.get(name)));
  }

  private static @Nullable String first(
      Expression expression, java.util.function.Predicate<String> wanted) {
    for (QualifiedName function : expression.functions()) {
      if (wanted.test(function.name())) {
        return function.name() + "()";
      }
    }
    return null;
  }
}

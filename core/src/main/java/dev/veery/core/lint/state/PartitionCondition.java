package dev.veery.core.lint.state;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TableStatement.PartitionBound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a partition as conditions on its rows, and whether a check constraint implies them:
 * what {@code PartConstraintImpliedByRelConstraint} of the server asks, as far as texts can answer
 * it. In doubt the answer is no.
 *
 * @param key what the table is partitioned by, as SQL
 * @param parts that all have to hold, such as {@code at >= '2027-01-01'}
 * @param notNull whether null is ruled out, too
 */
public record PartitionCondition(String key, List<Part> parts, boolean notNull) {

  /**
   * A comparison.
   *
   * @param operator {@code >=}, {@code <} or {@code in}
   * @param values one, or for {@code in} several
   */
  public record Part(String operator, List<String> values) {
    public Part {
      values = List.copyOf(values);
    }
  }

  public PartitionCondition {
    parts = List.copyOf(parts);
  }

  /** Null for hash partitions, and for keys of several columns. */
  public static @Nullable PartitionCondition of(TableState parent, PartitionBound bound) {
    if (parent.partitionBy() == null || bound.isDefault()) {
      return null;
    }
    List<String> keys = list(parent.partitionBy().key());
    Expression values = bound.values();
    List<Expression> groups = groups(values);
    if (keys.size() != 1 || groups.isEmpty()) {
      return null;
    }
    return switch (values.tokens().word(values.from())) {
      case "from" -> {
        List<Part> parts = new ArrayList<>();
        add(parts, ">=", groups.getFirst());
        add(parts, "<", groups.getLast());
        yield new PartitionCondition(keys.getFirst(), parts, true);
      }
      case "in" -> {
        List<String> wanted = new ArrayList<>(list(groups.getFirst()));
        boolean nulls = wanted.removeIf(v -> v.equalsIgnoreCase("null"));
        yield wanted.isEmpty()
            ? null
            : new PartitionCondition(keys.getFirst(), List.of(new Part("in", wanted)), !nulls);
      }
      default -> null;
    };
  }

  /** The columns and expressions that a table is partitioned by, columns as they are stored. */
  public static List<String> keys(TableStatement.PartitionBy by) {
    List<String> keys = new ArrayList<>();
    for (String key : list(by.key())) {
      String name = key.strip();
      boolean quoted = name.startsWith("\"") && name.endsWith("\"") && name.length() > 1;
      keys.add(
          quoted
              ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
              : name.toLowerCase(Locale.ROOT));
    }
    return keys;
  }

  private static void add(List<Part> parts, String operator, Expression group) {
    String value = list(group).getFirst();
    if (!value.equalsIgnoreCase("minvalue") && !value.equalsIgnoreCase("maxvalue")) {
      parts.add(new Part(operator, List.of(value)));
    }
  }

  /** As the condition of a check constraint. */
  public String sql(TableState partition) {
    List<String> all = new ArrayList<>();
    if (notNull && !isNotNull(partition)) {
      all.add(key + " IS NOT NULL");
    }
    for (Part part : parts) {
      all.add(
          part.operator().equals("in")
              ? key + " IN (" + String.join(", ", part.values()) + ")"
              : key + " " + part.operator() + " " + part.values().getFirst());
    }
    return all.isEmpty() ? "true" : String.join(" AND ", all);
  }

  /** Whether valid constraints of a table rule out that a row of it does not belong. */
  public boolean isImpliedBy(TableState partition) {
    List<Found> found = new ArrayList<>();
    for (ConstraintState constraint : partition.constraints()) {
      if (constraint.valid() && constraint.definition() instanceof Constraint.Check check) {
        found.addAll(conjuncts(check.condition()));
      }
    }
    boolean known =
        !notNull
            || isNotNull(partition)
            || found.stream().anyMatch(f -> f.operator().equals("set"));
    return known && parts.stream().allMatch(p -> found.stream().anyMatch(f -> f.implies(p)));
  }

  /**
   * Whether a valid constraint of the default partition rules out that a row of it belongs here.
   */
  public boolean isRuledOutBy(TableState fallback) {
    String mine = plain(sql(fallback));
    List<String> outside = new ArrayList<>();
    for (Part part : parts) {
      if (part.operator().equals("in")) {
        outside.add(plain(key + " NOT IN (" + String.join(", ", part.values()) + ")"));
      } else {
        String other = part.operator().equals("<") ? ">=" : "<";
        outside.add(plain(key + " " + other + " " + part.values().getFirst()));
      }
    }
    for (ConstraintState constraint : fallback.constraints()) {
      if (constraint.valid() && constraint.definition() instanceof Constraint.Check check) {
        String text = plain(check.condition().text());
        if (text.equals("not" + mine)
            || text.equals(plain("NOT (" + sql(fallback) + ")"))
            || new HashSet<>(List.of(text.split("or"))).equals(new HashSet<>(outside))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isNotNull(TableState partition) {
    ColumnState column = partition.column(key.replace("\"", ""));
    return column != null && column.notNull();
  }

  /** A comparison of the key that a constraint makes; {@code set} for IS NOT NULL. */
  private record Found(String operator, List<String> values) {
    boolean implies(Part part) {
      if (part.operator().equals("in")) {
        return (operator.equals("in") || operator.equals("="))
            && plainSet(part.values()).containsAll(plainSet(values));
      }
      if (values.size() != 1) {
        return false;
      }
      Integer order = order(values.getFirst(), part.values().getFirst());
      if (order == null) {
        return false;
      }
      return switch (operator) {
        case "=" -> part.operator().equals("<") ? order < 0 : order >= 0;
        case ">=", ">" -> part.operator().equals(">=") && order >= 0;
        case "<" -> part.operator().equals("<") && order <= 0;
        case "<=" -> part.operator().equals("<") && order < 0;
        default -> false;
      };
    }

    private static Set<String> plainSet(List<String> values) {
      Set<String> set = new HashSet<>();
      values.forEach(v -> set.add(plain(v)));
      return set;
    }

    /** How two constants compare, or null where their texts do not tell. */
    private static @Nullable Integer order(String a, String b) {
      String first = plain(a);
      String second = plain(b);
      if (first.equals(second)) {
        return 0;
      }
      try {
        return new java.math.BigDecimal(first).compareTo(new java.math.BigDecimal(second));
      } catch (NumberFormatException e) {
        // Dates of one form order as their texts do.
        boolean dates =
            first.length() == second.length()
                && first.matches("'\\d{4}-\\d\\d-\\d\\d.*")
                && second.matches("'\\d{4}-\\d\\d-\\d\\d.*");
        return dates ? (Integer) first.compareTo(second) : null;
      }
    }
  }

  /** The comparisons of the key that are joined by AND. */
  private List<Found> conjuncts(Expression condition) {
    List<Found> found = new ArrayList<>();
    Tokens tokens = condition.tokens();
    int depth = 0;
    int from = condition.from();
    List<Expression> pieces = new ArrayList<>();
    for (int i = condition.from(); i < condition.to(); i++) {
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
      String word = tokens.word(i);
      if (depth == 0 && (word.equals("or") || word.equals("between"))) {
        return List.of();
      }
      if (depth == 0 && word.equals("and")) {
        pieces.add(new Expression(tokens, from, i));
        from = i + 1;
      }
    }
    pieces.add(new Expression(tokens, from, condition.to()));
    for (Expression piece : pieces) {
      Expression inner = withoutParentheses(piece);
      if (pieces.size() > 1 || inner.from() != piece.from()) {
        found.addAll(conjuncts(inner));
      } else {
        comparison(inner, found);
      }
    }
    return found;
  }

  private void comparison(Expression piece, List<Found> found) {
    String text = plain(piece.text());
    String mine = plain(key);
    if (!text.startsWith(mine)) {
      return;
    }
    String rest = text.substring(mine.length());
    if (rest.equals("isnotnull")) {
      found.add(new Found("set", List.of()));
    } else if (rest.startsWith("in(") && rest.endsWith(")")) {
      List<Expression> groups = groups(piece);
      if (!groups.isEmpty()) {
        found.add(new Found("in", list(groups.getLast())));
      }
    } else {
      for (String operator : List.of(">=", "<=", ">", "<", "=")) {
        if (rest.startsWith(operator)) {
          found.add(new Found(operator, List.of(rest.substring(operator.length()))));
          return;
        }
      }
    }
  }

  private static Expression withoutParentheses(Expression e) {
    Tokens tokens = e.tokens();
    if (e.to() - e.from() < 2 || !tokens.is(e.from(), '(') || !tokens.is(e.to() - 1, ')')) {
      return e;
    }
    int depth = 0;
    for (int i = e.from(); i < e.to() - 1; i++) {
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
      if (depth == 0) {
        return e;
      }
    }
    return withoutParentheses(new Expression(tokens, e.from() + 1, e.to() - 1));
  }

  /** What stands in parentheses, one range for each pair. */
  private static List<Expression> groups(Expression e) {
    List<Expression> groups = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = e.from(); i < e.to(); i++) {
      if (e.tokens().is(i, '(') && depth++ == 0) {
        from = i + 1;
      } else if (e.tokens().is(i, ')') && --depth == 0) {
        groups.add(new Expression(e.tokens(), from, i));
      }
    }
    return groups;
  }

  /** What stands between commas, as written. */
  private static List<String> list(Expression e) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = e.from();
    for (int i = e.from(); i < e.to(); i++) {
      depth += e.tokens().is(i, '(') ? 1 : e.tokens().is(i, ')') ? -1 : 0;
      if (depth == 0 && e.tokens().kind(i) == TokenKind.COMMA) {
        parts.add(new Expression(e.tokens(), from, i).text());
        from = i + 1;
      }
    }
    parts.add(new Expression(e.tokens(), from, e.to()).text());
    return parts;
  }

  /** Without blanks, casts and the types before constants, in lower case outside of quotes. */
  private static String plain(String text) {
    StringBuilder out = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      }
      if (quoted || !Character.isWhitespace(c)) {
        out.append(quoted ? c : Character.toLowerCase(c));
      }
    }
    return out.toString()
        .replaceAll("::[a-z_ ]+(\\(\\d+\\))?", "")
        .replaceAll("(?:date|timestamptz|timestamp|text|uuid)(?=')", "")
        .toLowerCase(Locale.ROOT);
  }
}

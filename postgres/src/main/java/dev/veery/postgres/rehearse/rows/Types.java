package dev.veery.postgres.rehearse.rows;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the values of every type of a schema, those of unknown types by asking the server. */
final class Types {

  /** What a type of an extension may read. */
  private static final List<String> GUESSES =
      List.of(
          "0",
          "1",
          "",
          "a",
          "{}",
          "[]",
          "()",
          "(0,0)",
          "[1,2,3]",
          "1,2",
          "POINT(0 0)",
          "2024-01-01",
          "a=>1",
          "<a/>",
          "10.0.0.1",
          "{1:1}/1");

  private static final String VALUE = "veery_value";

  private final Session session;
  private final Sieve sieve;
  private final Map<String, DataType> made = new HashMap<>();
  private final Map<String, List<Constraint.Check>> checks = new HashMap<>();
  private final Map<String, Optional<Resolved>> known = new HashMap<>();

  /**
   * A type, down to what stores it.
   *
   * @param base the type without domains, as SQL
   * @param values that pass the checks of its domains
   * @param nullable whether its domains take NULL
   */
  record Resolved(String base, Values values, boolean nullable) {}

  Types(Session session, Catalog catalog, Sieve sieve) {
    this.session = session;
    this.sieve = sieve;
    for (DataType type : catalog.all(DataType.class)) {
      made.put(Identifiers.qualify(type.id().schema(), type.id().name()), type);
    }
    for (Constraint.Check check : catalog.all(Constraint.Check.class)) {
      checks
          .computeIfAbsent(
              Identifiers.qualify(check.holder().schema(), check.holder().name()),
              name -> new ArrayList<>())
          .add(check);
    }
  }

  /** Empty where no value of a type is known. */
  Optional<Resolved> resolve(String text) throws SQLException {
    Optional<Resolved> found = known.get(text);
    if (found == null) {
      found = Optional.ofNullable(find(text));
      known.put(text, found);
    }
    return found;
  }

  private @Nullable Resolved find(String text) throws SQLException {
    TypeName type = TypeName.of(text);
    if (type.array()) {
      Optional<Resolved> element = resolve(text.substring(0, text.lastIndexOf("[]")));
      return element.map(e -> new Resolved(text, new ArrayValues(e.values()), true)).orElse(null);
    }
    DataType own = made.get(type.name());
    if (own != null) {
      return ofMade(text, own);
    }
    Values values = BuiltInValues.of(type);
    if (values == null) {
      values = guess(text, type);
    }
    return values == null ? null : new Resolved(text, values, true);
  }

  private @Nullable Resolved ofMade(String text, DataType type) throws SQLException {
    return switch (type) {
      case DataType.Enumeration e ->
          e.labels().isEmpty() ? null : plain(text, new Picks(e.labels(), List.of(), null));
      case DataType.Domain domain -> {
        Optional<Resolved> base = resolve(domain.baseType());
        if (base.isEmpty()) {
          yield null;
        }
        List<String> conditions = new ArrayList<>();
        List<String> likely = new ArrayList<>();
        String name = Identifiers.qualify(domain.id().schema(), domain.id().name());
        for (Constraint.Check check : checks.getOrDefault(name, List.of())) {
          conditions.add(withValue(check.expression()));
          likely.addAll(Constants.of(check.expression()).likely(base.get().base()));
        }
        Values values = base.get().values();
        if (!conditions.isEmpty()) {
          values = sieve.through(values, base.get().base(), VALUE, likely, conditions);
        }
        yield values == null
            ? null
            : new Resolved(base.get().base(), values, base.get().nullable() && !domain.notNull());
      }
      case DataType.Composite composite -> {
        List<Values> fields = new ArrayList<>();
        for (DataType.Field field : composite.fields()) {
          Optional<Resolved> of = resolve(field.type());
          if (of.isEmpty()) {
            yield null;
          }
          fields.add(of.get().values());
        }
        yield plain(text, new CompositeValues(fields));
      }
      case DataType.Range range -> {
        Optional<Resolved> of = resolve(range.subtype());
        String low = of.isEmpty() ? null : of.get().values().distinct(1);
        String high = of.isEmpty() ? null : of.get().values().distinct(2);
        yield low == null || high == null
            ? plain(text, Picks.of("empty", "(,)"))
            : plain(text, Picks.of("[" + quoted(low) + "," + quoted(high) + ")", "(,)", "empty"));
      }
      case DataType.Base base -> {
        Values values = guess(text, TypeName.of(text));
        yield values == null ? null : plain(text, values);
      }
      case DataType.Shell shell -> null;
    };
  }

  /** A domain's check in terms of a column. */
  private static String withValue(String check) {
    var sql = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < check.length(); i++) {
      char c = check.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (check.startsWith("VALUE", i)
          && (i == 0 || !isWord(check.charAt(i - 1)))
          && (i + 5 == check.length() || !isWord(check.charAt(i + 5)))) {
        sql.append(VALUE);
        i += 4;
        continue;
      }
      sql.append(c);
    }
    return sql.toString();
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static Resolved plain(String text, Values values) {
    return new Resolved(text, values, true);
  }

  private static String quoted(String bound) {
    return '"' + bound.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private @Nullable Values guess(String text, TypeName type) throws SQLException {
    List<String> candidates = new ArrayList<>();
    if (type.modifier(0, 0) > 0 && type.modifier(0, 0) < 20_000) {
      // vector(3) and its like.
      candidates.add("[" + "1,".repeat(type.modifier(0, 0) - 1) + "1]");
      candidates.add("[" + "0.5,".repeat(type.modifier(0, 0) - 1) + "0]");
    }
    candidates.addAll(GUESSES);
    List<String> read = new ArrayList<>();
    for (String candidate : candidates) {
      if (isRead(candidate, text)) {
        read.add(candidate);
      }
    }
    return read.isEmpty() ? null : new Picks(read, List.of(), null);
  }

  private boolean isRead(String literal, String type) throws SQLException {
    try {
      session.value("SELECT " + Identifiers.literal(literal) + "::" + type);
      return true;
    } catch (SQLException e) {
      if (session.value("SELECT 1") == null) {
        throw e;
      }
      return false;
    }
  }
}

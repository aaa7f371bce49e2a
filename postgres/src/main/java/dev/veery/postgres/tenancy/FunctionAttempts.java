package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Routine;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Setting;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.postgres.tenancy.Attempt.Expect;
import dev.veery.postgres.tenancy.TenantRows.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to call functions and procedures with: the keys and values of another tenant's rows, and
 * that tenant itself.
 */
final class FunctionAttempts {

  private static final int PER_ARGUMENT = 6;
  private static final int CALLS = 12;

  private static final Map<String, String> PLAIN =
      Map.of(
          "boolean", "true",
          "integer", "1",
          "bigint", "1",
          "smallint", "1",
          "numeric", "1",
          "text", "'a'",
          "jsonb", "'{}'",
          "json", "'{}'",
          "date", "'2020-01-01'",
          "timestamp with time zone", "'2020-01-01'");

  private final TenancyModel model;
  private final TenantRows rows;
  private final TableAttempts tables;

  FunctionAttempts(TenancyModel model, TenantRows rows, TableAttempts tables) {
    this.model = model;
    this.rows = rows;
    this.tables = tables;
  }

  /** What somebody may call, triggers left out. */
  List<Routine.Function> functions() {
    return model.catalog().all(Routine.Function.class).stream()
        .filter(function ->
            !function.result().equals("trigger")
                && !function.result().equals("event_trigger")
                && !function.window())
        .toList();
  }

  /** Whether a role may call it at all; otherwise there is nothing to ask. */
  boolean may(Routine.Function function, String role) {
    return model.mayUse(role, function.id().schema())
        && model.roles().may(role, function.attributes(), List.of("EXECUTE"), true);
  }

  List<Attempt> of(Routine.Function function, String login, Situation situation) {
    List<Attempt> attempts = new ArrayList<>();
    String name = function.id().sqlNameAlone();
    boolean isProcedure = function.id().kind() == ObjectKind.PROCEDURE;
    boolean effects =
        function.volatility().equals("VOLATILE")
            && (function.securityDefiner() || isProcedure)
            && (situation.setting() == Setting.OWN || situation.setting() == Setting.MISSING);
    for (String arguments : arguments(function, situation.foreign())) {
      String call = name + "(" + arguments + ")";
      attempts.add(
          new Attempt(
              new Matrix.Key(function.id().sqlName(), Command.CALL, login, situation.setting()),
              login,
              "",
              situation,
              "",
              List.of(),
              effects ? tables.digestOfAll(situation.own()) : "",
              isProcedure
                  ? "CALL " + call
                  : "SELECT md5(COALESCE(string_agg(x::text, '|' ORDER BY x::text), ''))"
                      + " || count(*) FROM "
                      + call
                      + " x",
              new Expect.SameAnswer(
                  !isProcedure, isProcedure ? "CALL " + call : "SELECT * FROM " + call)));
    }
    return attempts;
  }

  /** Several lists of arguments. */
  private Set<String> arguments(Routine.Function function, String foreign) {
    List<List<String>> candidates = new ArrayList<>();
    for (String type : types(function.id().name())) {
      candidates.add(candidates(function, type, foreign));
    }
    Set<String> lists = new LinkedHashSet<>();
    int most = candidates.stream().mapToInt(List::size).max().orElse(1);
    for (int i = 0; i < most && lists.size() < CALLS; i++) {
      lists.add(list(candidates, i, 0));
    }
    // The same arguments in other company.
    for (int shift = 1; shift < most && lists.size() < CALLS; shift++) {
      lists.add(list(candidates, 0, shift));
    }
    return lists;
  }

  private static String list(List<List<String>> candidates, int at, int shift) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      List<String> values = candidates.get(i);
      chosen.add(values.get((at + i * shift) % values.size()));
    }
    return String.join(", ", chosen);
  }

  private List<String> candidates(Routine.Function function, String declared, String foreign) {
    boolean variadic = declared.startsWith("VARIADIC ");
    String type = variadic ? declared.substring("VARIADIC ".length()) : declared;
    boolean array = type.endsWith("[]");
    String element = array ? type.substring(0, type.length() - 2) : type;
    String body =
        switch (function.body()) {
          case Routine.Body.Source source -> source.text();
          case Routine.Body.Sql sql -> sql.text();
          case Routine.Body.Library library -> "";
        };
    Set<String> values = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    for (TenantTable table : model.tenantTables()) {
      Sample row = rows.sample(table, foreign);
      if (row == null) {
        continue;
      }
      boolean named =
          Pattern.compile("(?<!\\w)" + Pattern.quote(table.id().name()) + "(?!\\w)")
              .matcher(body)
              .find();
      for (Column column : table.table().columns()) {
        String value = row.values().get(column.name());
        if (value != null && sameKind(column.type(), element) && value.length() < 200) {
          (named ? values : others).add(Identifiers.literal(value));
        }
      }
    }
    values.addAll(others);
    List<String> chosen =
        values.stream()
            .limit(PER_ARGUMENT)
            .map(value -> array ? "ARRAY[" + value + "]" : value)
            .map(value -> value + "::" + type)
            .collect(Collectors.toCollection(ArrayList::new));
    if (chosen.isEmpty()) {
      String plain = PLAIN.get(element);
      chosen.add((plain == null || array ? "NULL" : plain) + "::" + type);
    }
    return chosen.stream().map(value -> variadic ? "VARIADIC " + value : value).toList();
  }

  private static boolean sameKind(String column, String argument) {
    String bare = column.replaceAll("\\(.*\\)", "").strip();
    boolean text = List.of("text", "character varying", "character", "citext").contains(bare);
    boolean number = List.of("smallint", "integer", "bigint").contains(bare);
    return bare.equals(argument)
        || text && List.of("text", "character varying").contains(argument)
        || number && List.of("integer", "bigint", "numeric").contains(argument)
        || argument.equals("anyelement") && text;
  }

  /** The types between the last parentheses of a function's name. */
  private static List<String> types(String name) {
    String inside = name.substring(name.indexOf('(') + 1, name.length() - 1);
    List<String> types = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= inside.length(); i++) {
      char c = i == inside.length() ? ',' : inside.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      } else if (!quoted && c == ',' && depth == 0) {
        String type = inside.substring(start, i).strip();
        if (!type.isEmpty()) {
          types.add(type);
        }
        start = i + 1;
      }
    }
    return types;
  }
}

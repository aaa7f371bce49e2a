package dev.veery.core.diff;

import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What brings one list of options to another. */
final class OptionChanges {

  private OptionChanges() {}

  /** {@code SET (a = 1)} and {@code RESET (b)}, each behind a prefix. */
  static List<String> storage(
      String prefix, Map<String, String> before, Map<String, String> after) {
    var statements = new ArrayList<String>();
    Map<String, String> set = new LinkedHashMap<>();
    after.forEach((name, value) -> {
      if (!value.equals(before.get(name))) {
        set.put(name, value);
      }
    });
    var reset = new TreeSet<>(before.keySet());
    reset.removeAll(after.keySet());
    if (!reset.isEmpty()) {
      statements.add(
          prefix
              + " RESET ("
              + String.join(", ", reset.stream().map(Clauses::optionName).toList())
              + ')');
    }
    if (!set.isEmpty()) {
      statements.add(prefix + " SET (" + Clauses.storage(set) + ')');
    }
    return statements;
  }

  /** {@code OPTIONS (SET a 'x', DROP b)} with a space before it; empty where nothing differs. */
  static String foreign(Map<String, String> before, Map<String, String> after) {
    var parts = new ArrayList<String>();
    after.forEach((name, value) -> {
      String old = before.get(name);
      if (old == null) {
        parts.add("ADD " + Identifiers.quote(name) + ' ' + Identifiers.literal(value));
      } else if (!old.equals(value)) {
        parts.add("SET " + Identifiers.quote(name) + ' ' + Identifiers.literal(value));
      }
    });
    before.keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(name -> parts.add("DROP " + Identifiers.quote(name)));
    return parts.isEmpty() ? "" : " OPTIONS (" + String.join(", ", parts) + ')';
  }
}

package dev.veery.postgres.rehearse.proof;

import dev.veery.core.rehearse.RoundTrip.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What rows have lost. */
public final class RowComparison {

  private static final int LONGEST = 60;

  private RowComparison() {}

  /** Compares the rows of tables that are there on both sides; a missing table is the catalog's. */
  public static List<Loss> losses(RowState before, RowState after) {
    List<Loss> losses = new ArrayList<>();
    before
        .tables()
        .forEach((name, was) -> {
          RowState.Table is = after.tables().get(name);
          if (is == null) {
            if (was.count() > 0) {
              losses.add(new Loss(name, count(was.count()) + " went with the table", ""));
            }
          } else if (was.count() != is.count()
              || !was.columns().equals(is.columns())
              || !was.hash().equals(is.hash())) {
            compare(name, was, is, losses);
          }
        });
    return losses;
  }

  private static void compare(
      String name, RowState.Table was, RowState.Table is, List<Loss> losses) {
    if (was.rows().size() != was.count() || is.rows().size() != is.count()) {
      if (was.count() != is.count() || was.columns().equals(is.columns())) {
        losses.add(new Loss(name, "has " + count(is.count()) + ", had " + count(was.count()), ""));
      }
      return;
    }
    Set<String> common = new TreeSet<>(was.columns());
    common.retainAll(is.columns());
    if (!was.key().isEmpty() && common.containsAll(was.key())) {
      byKey(name, was, is, common, losses);
    } else {
      asSets(name, was, is, List.copyOf(common), losses);
    }
  }

  private static void byKey(
      String name, RowState.Table was, RowState.Table is, Set<String> common, List<Loss> losses) {
    Map<List<@Nullable String>, @Nullable String[]> found = new HashMap<>();
    for (@Nullable String[] row : is.rows()) {
      found.put(values(row, is.columns(), was.key()), row);
    }
    long gone = 0;
    String goneExample = "";
    Map<String, Long> changed = new LinkedHashMap<>();
    Map<String, String> examples = new HashMap<>();
    for (@Nullable String[] row : was.rows()) {
      List<@Nullable String> key = values(row, was.columns(), was.key());
      @Nullable String[] now = found.remove(key);
      if (now == null) {
        goneExample = gone++ == 0 ? shown(was.key(), key) : goneExample;
        continue;
      }
      for (String column : common) {
        String before = row[was.columns().indexOf(column)];
        String after = now[is.columns().indexOf(column)];
        if (!Objects.equals(before, after)) {
          changed.merge(column, 1L, Long::sum);
          examples.putIfAbsent(
              column,
              shown(before) + " became " + shown(after) + " where " + shown(was.key(), key));
        }
      }
    }
    if (gone > 0) {
      losses.add(new Loss(name, gone + " of " + count(was.count()) + " gone", goneExample));
    }
    changed.forEach((column, times) ->
        losses.add(
            new Loss(
                name,
                "column " + column + " differs in " + times + " of " + count(was.count()),
                Objects.requireNonNull(examples.get(column)))));
    if (!found.isEmpty()) {
      losses.add(
          new Loss(
              name,
              count(found.size())
                  + " came that "
                  + (found.size() == 1 ? "was" : "were")
                  + " not there",
              shown(was.key(), found.keySet().iterator().next())));
    }
  }

  private static void asSets(
      String name, RowState.Table was, RowState.Table is, List<String> common, List<Loss> losses) {
    Map<List<@Nullable String>, Integer> left = new HashMap<>();
    for (@Nullable String[] row : is.rows()) {
      left.merge(values(row, is.columns(), common), 1, Integer::sum);
    }
    long gone = 0;
    String example = "";
    for (@Nullable String[] row : was.rows()) {
      List<@Nullable String> values = values(row, was.columns(), common);
      Integer times = left.get(values);
      if (times == null || times == 0) {
        example = gone++ == 0 ? shown(common, values) : example;
      } else {
        left.put(values, times - 1);
      }
    }
    if (gone > 0) {
      losses.add(new Loss(name, gone + " of " + count(was.count()) + " gone or changed", example));
    } else if (was.count() != is.count()) {
      losses.add(new Loss(name, "has " + count(is.count()) + ", had " + count(was.count()), ""));
    }
  }

  private static List<@Nullable String> values(
      @Nullable String[] row, List<String> columns, List<String> wanted) {
    @Nullable String[] values = new String[wanted.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[columns.indexOf(wanted.get(i))];
    }
    return Arrays.asList(values);
  }

  private static String shown(List<String> columns, List<@Nullable String> values) {
    var text = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(columns.get(i)).append(" = ");
      text.append(shown(values.get(i)));
    }
    return text.toString();
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    String oneLine = value.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    return "'"
        + (oneLine.codePointCount(0, oneLine.length()) > LONGEST
            ? oneLine.substring(0, oneLine.offsetByCodePoints(0, LONGEST)) + "…"
            : oneLine)
        + "'";
  }

  private static String count(long rows) {
    return rows == 1 ? "1 row" : rows + " rows";
  }
}

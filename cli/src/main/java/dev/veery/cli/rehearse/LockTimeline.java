package dev.veery.cli.rehearse;

import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.Spans;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The locks of a migration as a picture: time from left to right, a column for each statement, a
 * row for each object, a bar for each lock. A drawing by itself, in SVG, with nothing to load.
 *
 * <p>Statements differ in length by orders of magnitude, and a bar of no width says nothing. So
 * widths grow with the square root of the time, and each statement has at least a finger's width;
 * what is true to scale is written beside it.
 */
final class LockTimeline {

  private static final int LEFT = 190;
  private static final int WIDTH = 760;
  private static final int TOP = 34;
  private static final int ROW = 30;
  private static final int LEAST = 46;

  private final RehearsedMigration migration;
  private final List<Double> edges = new ArrayList<>();
  private final Map<Integer, Integer> columns = new LinkedHashMap<>();
  private final StringBuilder svg = new StringBuilder();

  private LockTimeline(RehearsedMigration migration) {
    this.migration = migration;
  }

  /** Empty for a migration that locks nothing that anybody notices. */
  static String of(RehearsedMigration migration) {
    return new LockTimeline(migration).draw();
  }

  private String draw() {
    Map<TracedObject, List<Bar>> rows = rows();
    if (rows.isEmpty()) {
      return "";
    }
    columns();
    int height = TOP + rows.size() * ROW + 26;
    double right = LEFT + edges.getLast();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" width=\"%.0f\""
                + " height=\"%d\" role=\"img\" aria-label=\"Locks of %s over time\">\n",
            right + 20,
            height,
            right + 20,
            height,
            RehearseMarkdown.html(migration.trace().label())));
    statements(height);
    int row = 0;
    for (Map.Entry<TracedObject, List<Bar>> entry : rows.entrySet()) {
      int y = TOP + row * ROW;
      svg.append(
          format(
              "<text class=\"object\" x=\"%d\" y=\"%d\">%s</text>\n",
              LEFT - 10, y + 20, RehearseMarkdown.html(cut(entry.getKey().shown(), 26))));
      entry.getValue().forEach(bar -> bar(bar, y));
      row++;
    }
    return svg.append("</svg>\n").toString();
  }

  private record Bar(TracedStatement statement, HeldLock lock) {}

  /** Tables and views; an index that is locked alone, too. */
  private Map<TracedObject, List<Bar>> rows() {
    Map<TracedObject, List<Bar>> rows = new LinkedHashMap<>();
    for (TracedStatement statement : migration.trace().statements()) {
      for (HeldLock lock : StatementWords.locks(statement)) {
        rows.computeIfAbsent(lock.object(), o -> new ArrayList<>()).add(new Bar(statement, lock));
      }
    }
    return rows;
  }

  private void columns() {
    List<TracedStatement> statements = migration.trace().statements();
    double sum = 0;
    for (TracedStatement statement : statements) {
      sum += root(statement.duration());
    }
    double spare = Math.max(0, WIDTH - (double) LEAST * statements.size());
    double x = 0;
    edges.add(x);
    for (int i = 0; i < statements.size(); i++) {
      x += LEAST + (sum == 0 ? 0 : spare * root(statements.get(i).duration()) / sum);
      edges.add(x);
      columns.put(statements.get(i).ordinal(), i);
    }
  }

  private void statements(int height) {
    List<TracedStatement> statements = migration.trace().statements();
    for (int i = 0; i < statements.size(); i++) {
      TracedStatement statement = statements.get(i);
      double from = LEFT + edges.get(i);
      double wide = edges.get(i + 1) - edges.get(i);
      svg.append(
          format(
              "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title>"
                  + "</rect>\n",
              i % 2 == 0 ? "even" : "odd",
              from,
              TOP - 8,
              wide,
              height - TOP - 16,
              RehearseMarkdown.html(statement.ordinal() + ". " + statement.summary())));
      svg.append(
          format(
              "<text class=\"number\" x=\"%.1f\" y=\"%d\">%s</text>\n",
              from + wide / 2, TOP - 14, statement.ordinal() + (statement.failed() ? " ✗" : "")));
      svg.append(
          format(
              "<text class=\"time\" x=\"%.1f\" y=\"%d\">%s</text>\n",
              from + wide / 2, height - 10, Spans.words(statement.duration())));
    }
  }

  private void bar(Bar bar, int y) {
    Integer first = columns.get(bar.statement().ordinal());
    if (first == null) {
      return;
    }
    int last = first;
    for (int ordinal : bar.lock().past()) {
      last = Math.max(last, columns.getOrDefault(ordinal, last));
    }
    double from = LEFT + edges.get(first) + 3;
    double to = LEFT + edges.get(last + 1) - 3;
    var blocking = bar.lock().blocking();
    String kind = blocking.reads() ? "reads" : blocking.writes() ? "writes" : "ddl";
    svg.append(
        format(
            "<rect class=\"lock %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"22\" rx=\"3\"><title>%s"
                + "</title></rect>\n",
            kind, from, y + 4, to - from, RehearseMarkdown.html(StatementWords.lock(bar.lock()))));
    int letters = (int) ((to - from - 8) / 6.6);
    String mode = bar.lock().mode().words();
    svg.append(
        format(
            "<text class=\"mode\" x=\"%.1f\" y=\"%d\">%s</text>\n",
            from + 6,
            y + 19,
            letters >= mode.length() ? mode : letters >= 3 ? initials(mode) : ""));
  }

  /** {@code AE} for {@code ACCESS EXCLUSIVE}. */
  private static String initials(String words) {
    StringBuilder letters = new StringBuilder();
    for (String word : words.split(" ")) {
      letters.append(word.charAt(0));
    }
    return letters.toString();
  }

  private static double root(Duration duration) {
    return Math.sqrt(duration.toNanos());
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

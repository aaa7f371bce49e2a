package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code sqitch.plan}: the changes of a project in the order in which they are deployed, with
 * tags between them.
 *
 * @param changes in the order of the plan
 */
record SqitchPlan(List<Change> changes) {

  /**
   * One line of the plan.
   *
   * @param name the change; the same name again is a rework
   * @param requires what it depends on, as written
   * @param conflicts what must not be there, as written without the exclamation mark
   * @param date when it was planned, as written
   * @param planner who planned it
   * @param note what for
   * @param tags the tags directly behind it
   * @param position of the line
   */
  record Change(
      String name,
      List<String> requires,
      List<String> conflicts,
      String date,
      String planner,
      String note,
      List<String> tags,
      SourcePosition position) {}

  /** Reads a plan; lines that make no sense go to {@code problems}. */
  static SqitchPlan read(SourceFile file, List<Problem> problems) {
    List<Change> changes = new ArrayList<>();
    int offset = 0;
    int number = 0;
    for (String raw : file.text().split("\n", -1)) {
      SourcePosition position = new SourcePosition(file.shown(), offset, ++number, 1);
      offset += raw.getBytes(StandardCharsets.UTF_8).length + 1;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith("%")) {
        continue;
      }
      if (line.startsWith("@")) {
        tag(line, position, changes, problems);
      } else {
        change(line, position, changes, problems);
      }
    }
    return new SqitchPlan(changes);
  }

  private static void tag(
      String line, SourcePosition position, List<Change> changes, List<Problem> problems) {
    String tag = line.substring(1).split("\\s", 2)[0];
    if (changes.isEmpty() || tag.isEmpty()) {
      problems.add(malformed("a tag stands behind a change: '" + line + "'", position));
      return;
    }
    changes.getLast().tags().add(tag);
  }

  /** {@code name [requires !conflicts] 2012-07-16T17:25:07Z Planner <mail> # note}. */
  private static void change(
      String line, SourcePosition position, List<Change> changes, List<Problem> problems) {
    String rest = line;
    String note = "";
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      note = rest.substring(hash + 1).strip().replace("\\n", "\n").replace("\\\\", "\\");
      rest = rest.substring(0, hash).strip();
    }
    String name = rest.split("\\s", 2)[0];
    rest = rest.substring(name.length()).strip();
    if (name.startsWith("-")) {
      problems.add(
          malformed("a plan that reverts a change ('" + name + "') is not supported", position));
      return;
    }
    name = name.startsWith("+") ? name.substring(1) : name;
    List<String> requires = new ArrayList<>();
    List<String> conflicts = new ArrayList<>();
    if (rest.startsWith("[")) {
      int close = rest.indexOf(']');
      if (close < 0) {
        problems.add(malformed("the dependencies of " + name + " have no closing ']'", position));
        return;
      }
      for (String dependency : rest.substring(1, close).strip().split("\\s+")) {
        if (dependency.startsWith("!")) {
          conflicts.add(dependency.substring(1));
        } else if (!dependency.isEmpty()) {
          requires.add(dependency.startsWith(":") ? dependency.substring(1) : dependency);
        }
      }
      rest = rest.substring(close + 1).strip();
    }
    String date = rest.split("\\s", 2)[0];
    if (name.isEmpty() || name.contains("@") || date.length() < 10 || date.charAt(4) != '-') {
      problems.add(
          malformed(
              "a line of a plan is NAME [DEPENDENCIES] DATE PLANNER # NOTE, not '" + line + "'",
              position));
      return;
    }
    changes.add(
        new Change(
            name,
            List.copyOf(requires),
            List.copyOf(conflicts),
            date,
            rest.substring(date.length()).strip(),
            note,
            new ArrayList<>(),
            position));
  }

  private static Problem malformed(String message, SourcePosition position) {
    return new Problem(ErrorCode.METADATA_MALFORMED, message, position, "");
  }
}

package dev.veery.cli.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Columns that line up. The last column is cut where the terminal ends. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, each indented by two spaces. */
  public List<String> lines() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      while (widths.size() < row.size()) {
        widths.add(0);
      }
      for (int i = 0; i < row.size(); i++) {
        widths.set(i, Math.max(widths.get(i), Paint.width(row.get(i))));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        line.append(cell);
        if (i + 1 < row.size()) {
          line.append(" ".repeat(widths.get(i) - Paint.width(cell) + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return Collections.unmodifiableList(lines);
  }
}

package dev.veery.core.verify;

import dev.veery.core.verify.CheckLine.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a check has to say.
 *
 * @param sections under their headings, in the order in which they are shown; one without lines is
 *     left out
 */
public record CheckReport(List<Section> sections) {

  public CheckReport {
    sections = sections.stream().filter(section -> !section.lines().isEmpty()).toList();
  }

  /**
   * Lines that belong together.
   *
   * @param title a word or two; empty for lines that need no heading
   */
  public record Section(String title, List<CheckLine> lines) {
    public Section {
      lines = List.copyOf(lines);
    }
  }

  /** A report whose lines need no headings. */
  public static CheckReport of(List<CheckLine> lines) {
    return new CheckReport(List.of(new Section("", lines)));
  }

  /** Every line, in order. */
  public List<CheckLine> lines() {
    List<CheckLine> lines = new ArrayList<>();
    for (Section section : sections) {
      lines.addAll(section.lines());
    }
    return lines;
  }

  public long count(Level level) {
    return lines().stream().filter(line -> line.level() == level).count();
  }

  /** Those that are in the way. */
  public List<CheckLine> stops() {
    return lines().stream().filter(line -> line.level() == Level.STOP).toList();
  }

  /** Whether nothing is in the way; warnings are not. */
  public boolean passed() {
    return count(Level.STOP) == 0;
  }

  /** This report followed by another one. */
  public CheckReport and(CheckReport other) {
    List<Section> all = new ArrayList<>(sections);
    all.addAll(other.sections);
    return new CheckReport(all);
  }
}

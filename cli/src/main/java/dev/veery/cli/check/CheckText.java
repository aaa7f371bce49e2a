package dev.veery.cli.check;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of checks for people: a mark, a label, what was found, and under it the details and the
 * remedy. Long text is broken only on a terminal: in a pipe a finding stays one line.
 */
public final class CheckText {

  /** A label that is longer stands alone, its text after it, and moves nobody else's. */
  private static final int LONGEST_LABEL = 28;

  private final Call call;
  private final Terminal terminal;
  private final Paint paint;

  public CheckText(Call call) {
    this.call = call;
    this.terminal = call.terminal();
    this.paint = terminal.paint();
  }

  /** The whole report, and what it comes to. */
  public void write(CheckReport report) {
    int width = labelWidth(report.lines());
    for (CheckReport.Section section : report.sections()) {
      if (!section.title().isEmpty()) {
        call.say(paint.bold(section.title()));
      }
      section.lines().forEach(line -> lines(line, width).forEach(call::say));
    }
    call.say(sum(report));
  }

  /** How wide the labels of these lines are, for {@link #lines}. */
  public static int labelWidth(List<CheckLine> lines) {
    int width = 0;
    for (CheckLine line : lines) {
      int own = Paint.width(line.name());
      if (own <= LONGEST_LABEL) {
        width = Math.max(width, own);
      }
    }
    return width;
  }

  /** One line of a check, as lines of text with secrets masked. */
  public List<String> lines(CheckLine line, int labelWidth) {
    String label = line.name() + " ".repeat(Math.max(0, labelWidth - Paint.width(line.name())));
    int margin = 6 + Math.max(labelWidth, Paint.width(line.name()));
    String head = "  " + mark(line.level()) + " " + label + "  ";
    List<String> result = new ArrayList<>();
    List<String> what = wrap(masked(line.what()), margin);
    for (int i = 0; i < what.size(); i++) {
      String text = line.level() == Level.SKIPPED ? paint.dim(what.get(i)) : what.get(i);
      result.add(i == 0 ? head + text : " ".repeat(margin) + text);
    }
    for (String detail : line.details()) {
      wrap(masked(detail), 8).forEach(text -> result.add("        " + paint.dim(text)));
    }
    if (!line.remedy().isEmpty()) {
      String arrow = paint.green(terminal.symbol("→", "=>")) + " ";
      List<String> remedy = new ArrayList<>();
      masked(line.remedy()).lines().forEach(text -> remedy.addAll(wrap(text, 8)));
      for (int i = 0; i < remedy.size(); i++) {
        result.add("      " + (i == 0 ? arrow : "  ") + remedy.get(i));
      }
    }
    return result;
  }

  /** {@code ✗ 1 stop, 2 warnings, 14 in order}. */
  public String sum(CheckReport report) {
    List<String> parts = new ArrayList<>();
    if (!report.passed()) {
      parts.add(Words.count(report.count(Level.STOP), "stop"));
    }
    if (report.count(Level.WARNING) > 0) {
      parts.add(Words.count(report.count(Level.WARNING), "warning"));
    }
    parts.add(report.count(Level.TICK) + " in order");
    if (report.count(Level.SKIPPED) > 0) {
      parts.add(report.count(Level.SKIPPED) + " not known");
    }
    return (report.passed() ? terminal.tick() : terminal.cross()) + " " + String.join(", ", parts);
  }

  /** One column wide on any terminal. */
  public String mark(Level level) {
    return switch (level) {
      case TICK -> paint.green(terminal.symbol("✓", "+"));
      case WARNING -> paint.yellow("!");
      case STOP -> paint.red(terminal.symbol("✗", "x"));
      case SKIPPED -> paint.dim("-");
    };
  }

  private String masked(String text) {
    return call.secrets().mask(text);
  }

  private List<String> wrap(String text, int margin) {
    int room = Math.max(30, Math.min(120, terminal.width()) - margin);
    if (!terminal.interactiveOutput() || Paint.width(text) <= room) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String word : text.split(" ", -1)) {
      int width = Paint.width(word);
      if (used > 0 && used + 1 + width > room) {
        lines.add(line.toString());
        line.setLength(0);
        used = 0;
      }
      line.append(used == 0 ? "" : " ").append(word);
      used += width + (used == 0 ? 0 : 1);
    }
    lines.add(line.toString());
    return lines;
  }
}

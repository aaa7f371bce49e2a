package dev.veery.cli.fleet;

import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.engine.fleet.FleetStatus.Level;
import java.util.List;

/** Tenants per version: a bar for each, green where nothing is pending, red where most is. */
final class HeatMap {

  private static final int BAR = 30;

  /** More versions than these are summed up. */
  private static final int ROWS = 20;

  private HeatMap() {}

  static List<String> of(Terminal terminal, List<Level> levels, boolean all) {
    int most = 1;
    int deepest = 1;
    for (Level level : levels) {
      most = Math.max(most, level.tenants());
      deepest = Math.max(deepest, level.pending());
    }
    Table table = new Table();
    int shown = 0;
    int rest = 0;
    for (Level level : levels) {
      if (shown == ROWS && !all) {
        rest += level.tenants();
        continue;
      }
      shown++;
      Paint paint = terminal.paint();
      String label = level.label().isEmpty() ? "(nothing yet)" : Paint.fit(level.label(), 40);
      table.row(
          label,
          coloured(paint, level, deepest, bar(terminal, level.tenants(), most)),
          Integer.toString(level.tenants()),
          paint.dim(level.pending() == 0 ? "" : level.pending() + " pending")
              + (level.failed() == 0 ? "" : "  " + paint.red(level.failed() + " failed")));
    }
    if (rest > 0) {
      table.row("and " + (levels.size() - ROWS) + " more versions", "", Integer.toString(rest), "");
    }
    return table.lines();
  }

  private static String coloured(Paint paint, Level level, int deepest, String bar) {
    if (level.pending() == 0) {
      return paint.green(bar);
    }
    return level.pending() * 2 > deepest ? paint.red(bar) : paint.yellow(bar);
  }

  private static String bar(Terminal terminal, int number, int most) {
    int eighths = Math.max(1, (int) Math.round(8.0 * BAR * number / most));
    if (!terminal.unicode()) {
      return "#".repeat(Math.max(1, eighths / 8));
    }
    int part = eighths % 8;
    return "█".repeat(eighths / 8) + (part == 0 ? "" : Character.toString(0x2590 - part));
  }
}

package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The results as a Markdown table. */
final class Report {

  private static final String BEGIN = "<!-- bench:begin -->";
  private static final String END = "<!-- bench:end -->";

  private final List<Tool> tools;
  private final Results results;
  private final Workload workload;

  Report(List<Tool> tools, Results results, Workload workload) {
    this.tools = tools;
    this.results = results;
    this.workload = workload;
  }

  /**
   * @param facts about the machine, the server and the run, one per line of a list
   */
  String markdown(List<String> facts) throws IOException, InterruptedException {
    var text = new StringBuilder();
    var head = new ArrayList<String>();
    head.add("");
    for (Tool tool : tools) {
      head.add(tool.name() + " " + tool.version());
    }
    row(text, head);
    row(text, head.stream().map(cell -> cell.isEmpty() ? ":--" : "--:").toList());
    for (Operation operation : Operation.values()) {
      measured(text, operation.title() + ", s", operation, Measured::seconds);
    }
    measured(text, "client CPU, apply all, s", Operation.APPLY, Measured::cpuSeconds);
    measured(text, "client CPU, nothing to do, s", Operation.NOOP, Measured::cpuSeconds);
    measured(text, "peak memory, apply all, MiB", Operation.APPLY, Measured::peakMegabytes);
    measured(text, "peak memory, nothing to do, MiB", Operation.NOOP, Measured::peakMegabytes);
    roundTrips(text);
    text.append('\n');
    facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
    for (Tool tool : tools) {
      text.append("- ").append(tool.name()).append(": ").append(tool.notes()).append('\n');
    }
    return text.toString();
  }

  /** Puts the text between the markers of a file; the rest of the file stays. */
  static void replaceBetweenMarkers(Path file, String text) throws IOException {
    String old = Files.readString(file);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " has no " + BEGIN + " … " + END);
    }
    Files.writeString(
        file, old.substring(0, begin + BEGIN.length()) + "\n" + text + old.substring(end));
  }

  private void measured(
      StringBuilder text, String title, Operation operation, ToDoubleFunction<Measured> value) {
    Optional<Double> own =
        tools.stream()
            .filter(Veery.class::isInstance)
            .findFirst()
            .flatMap(veery -> results.median(veery, operation, value));
    var cells = new ArrayList<String>();
    cells.add(title);
    for (Tool tool : tools) {
      Optional<Double> median = results.median(tool, operation, value);
      cells.add(
          median
              .map(m ->
                  own.isPresent() && !(tool instanceof Veery)
                      ? number(m) + " (×" + number(m / own.get()) + ")"
                      : number(m))
              .orElse("–"));
    }
    row(text, cells);
  }

  private void roundTrips(StringBuilder text) {
    var perMigration = new ArrayList<String>();
    perMigration.add("round trips per migration, apply all");
    var whole = new ArrayList<String>();
    whole.add("round trips, nothing to do");
    for (Tool tool : tools) {
      perMigration.add(
          results
              .roundTrips(tool, Operation.APPLY)
              .map(count -> number((double) count / workload.size()))
              .orElse("–"));
      whole.add(results.roundTrips(tool, Operation.NOOP).map(String::valueOf).orElse("–"));
    }
    row(text, perMigration);
    row(text, whole);
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Three significant digits at most, as more would pretend to a precision that is not there. */
  private static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (value >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return value >= 1
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}

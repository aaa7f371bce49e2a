package dev.veery.cli.deploy;

import dev.veery.cli.args.Call;
import dev.veery.cli.check.CheckJson;
import dev.veery.cli.check.CheckText;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The steps of a deployment, ticked as they are done. */
final class Checklist {

  /** As wide as the longest name of a step. */
  private static final int LABEL = 14;

  private final Call call;
  private final CheckText text;
  private final List<CheckLine> lines = new ArrayList<>();

  Checklist(Call call) {
    this.call = call;
    this.text = new CheckText(call);
  }

  /** A step did not succeed; the deployment ends here. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient CheckLine line;
    private final int exitCode;

    Stopped(CheckLine line, int exitCode) {
      super(line.what(), null, false, false);
      this.line = line;
      this.exitCode = exitCode;
    }

    CheckLine line() {
      return line;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /**
   * Does a step.
   *
   * @param name of its line
   * @param doing what is shown while it lasts
   * @throws Stopped what the step throws, after it has been shown; an error of it becomes one
   */
  CheckLine step(String name, String doing, Supplier<CheckLine> work) {
    CheckLine line;
    try (LiveLine live = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      live.show(() -> doing, Duration.ofMillis(300));
      line = work.get();
    } catch (Stopped e) {
      add(e.line());
      throw e;
    } catch (VeeryException e) {
      Stopped stopped = new Stopped(of(name, e.problems()), e.code().category().exitCode());
      add(stopped.line());
      throw stopped;
    }
    add(line);
    return line;
  }

  /** An error as a line. */
  private static CheckLine of(String name, List<Problem> problems) {
    Problem first = problems.getFirst();
    return CheckLine.stop(
            name,
            name,
            (first.position() == null ? "" : first.position() + ": ") + first.message(),
            first.remedy())
        .details(problems.subList(1, problems.size()).stream().map(Problem::toString).toList())
        .fact("error", first.code().id());
  }

  /** What was done so far, and how it went, by the name of the step. */
  Map<String, String> outcomes() {
    Map<String, String> outcomes = new LinkedHashMap<>();
    lines.forEach(line -> outcomes.put(line.name(), line.level().word() + ": " + line.what()));
    return outcomes;
  }

  void add(CheckLine line) {
    lines.add(line);
    text.lines(line, LABEL).forEach(call::say);
    call.terminal().out().flush();
  }

  /** One line for a whole report: in order, or stopped with what is in the way. */
  static CheckLine of(String code, String name, CheckReport report, String good) {
    List<String> details = new ArrayList<>();
    for (CheckLine line : report.lines()) {
      if (line.level() == CheckLine.Level.STOP || line.level() == CheckLine.Level.WARNING) {
        details.add(
            line.level().word()
                + ": "
                + line.name()
                + ": "
                + line.what()
                + (line.remedy().isEmpty() ? "" : "; " + line.remedy()));
      }
    }
    long warnings = report.count(CheckLine.Level.WARNING);
    long stops = report.count(CheckLine.Level.STOP);
    CheckLine line =
        stops > 0
            ? CheckLine.stop(
                code, name, stops + (stops == 1 ? " thing is" : " things are") + " in the way", "")
            : warnings > 0
                ? CheckLine.warning(code, name, good + ", with remarks", "")
                : CheckLine.tick(code, name, good);
    return line.details(details).fact("stops", stops).fact("warnings", warnings);
  }

  /** The JSON document. */
  void json(String state, String next) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", state.equals("succeeded"));
      json.field("state", state);
      json.field("next", next);
      CheckJson.fields(json, CheckReport.of(lines));
    }
  }
}

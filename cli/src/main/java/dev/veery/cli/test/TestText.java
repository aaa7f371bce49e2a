package dev.veery.cli.test;

import dev.veery.cli.args.Call;
import dev.veery.cli.tenancy.TenancyText;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.engine.TestReport;
import dev.veery.engine.TestReport.Branches;
import java.util.ArrayList;
import java.util.List;

/** For people: a line for each migration, what is wrong under it, and a sum. */
public final class TestText {

  /** More than these details of one migration are counted. */
  private static final int DETAILS = 8;

  private TestText() {}

  public static void write(Call call, TestReport report) {
    Paint paint = call.terminal().paint();
    Table table = new Table();
    List<List<String>> details = new ArrayList<>();
    for (RoundTrip trip : report.trips()) {
      table.row(trip.label(), painted(paint, trip));
      details.add(VerdictWords.of(trip));
    }
    for (String label : report.notReached()) {
      table.row(label, paint.dim("not reached"));
      details.add(List.of());
    }
    List<String> lines = table.lines();
    for (int i = 0; i < lines.size(); i++) {
      call.say(lines.get(i));
      List<String> words = details.get(i);
      words.stream().limit(DETAILS).forEach(word -> call.say("      " + paint.dim(word)));
      if (words.size() > DETAILS) {
        call.say("      " + paint.dim("and " + (words.size() - DETAILS) + " more"));
      }
    }
    report.branches().forEach(branches -> call.say("  " + sentence(branches)));
    if (report.repeatables() != null) {
      call.say(
          "  " + paint.red("repeatable migrations fail") + ": " + report.repeatables().message());
    }
    if (report.tenancy() != null) {
      new TenancyText(call).write(report.tenancy(), false);
    }
    call.say(sum(call, report));
  }

  private static String painted(Paint paint, RoundTrip trip) {
    String word = trip.verdict().word();
    return switch (trip.verdict()) {
      case Verdict.Exact exact -> paint.green(word);
      case Verdict.Lossy lossy -> paint.yellow(word);
      case Verdict.Absent absent -> paint.yellow(word);
      case Verdict.Fails fails -> paint.red(word);
    };
  }

  static String sentence(Branches branches) {
    String both = branches.first() + " and " + branches.second();
    if (branches.problem() != null) {
      return both + " do not fit together: " + branches.problem().message();
    }
    return branches.agree()
        ? both + " give the same schema in either order: veery merge joins them"
        : both + " give different schemas in different orders: " + branches.comparison();
  }

  private static String sum(Call call, TestReport report) {
    List<String> parts = new ArrayList<>();
    long exact =
        report.trips().stream().filter(trip -> trip.verdict() instanceof Verdict.Exact).count();
    parts.add(exact + " exact");
    add(parts, report.lossy(), "lossy");
    add(parts, report.absent(), "absent");
    add(parts, report.failing(), "failing");
    add(parts, report.refused(), "refusing rows");
    add(parts, report.notReached().size(), "not reached");
    boolean good = report.failing() == 0 && report.notReached().isEmpty();
    return (good ? call.terminal().tick() + " " : "")
        + Words.count(report.trips().size() + report.notReached().size(), "migration")
        + " on "
        + report.server()
        + ": "
        + String.join(", ", parts)
        + " ("
        + Words.duration(report.duration())
        + ")";
  }

  private static void add(List<String> parts, long number, String word) {
    if (number > 0) {
      parts.add(number + " " + word);
    }
  }
}

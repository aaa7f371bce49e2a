package dev.veery.cli.tenancy;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Outcome;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report on tenants for people: findings, each with its proof, and the matrix of the attack. */
public final class TenancyText {

  private final Call call;
  private final Terminal terminal;
  private final Paint paint;

  public TenancyText(Call call) {
    this.call = call;
    this.terminal = call.terminal();
    this.paint = terminal.paint();
  }

  /** All of it. */
  public void write(TenancyReport report, boolean withMatrix) {
    for (TenancyFinding finding : report.findings()) {
      lines(finding).forEach(call::say);
      call.say("");
    }
    Matrix matrix = report.matrix();
    if (withMatrix && matrix != null && !matrix.cells().isEmpty()) {
      matrix(matrix).forEach(call::say);
      call.say("");
    }
    call.say(sum(report));
  }

  /** One finding. */
  public List<String> lines(TenancyFinding finding) {
    List<String> lines = new ArrayList<>();
    String word = finding.severity().word();
    lines.add(
        switch (finding.severity()) {
              case ERROR -> paint.boldRed(word);
              case WARNING -> paint.yellow(word);
              case NOTE -> paint.cyan(word);
            }
            + paint.dim("[" + finding.code() + "]")
            + ": "
            + paint.bold(finding.message()));
    if (!finding.effect().isEmpty()) {
      lines.add("  " + finding.effect());
    }
    for (String proof : finding.proofs()) {
      proof
          .lines()
          .forEach(line -> lines.add("    " + paint.dim(terminal.symbol("│", "|")) + " " + line));
      if (finding.source() == TenancyFinding.Source.ATTACK) {
        lines.add("");
      }
    }
    if (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    if (!finding.remedy().isEmpty()) {
      String arrow = paint.green(terminal.symbol("→", "=>")) + " ";
      List<String> remedy = finding.remedy().lines().toList();
      for (int i = 0; i < remedy.size(); i++) {
        lines.add("  " + (i == 0 ? arrow : "  ") + paint.cyan(remedy.get(i)));
      }
    }
    return lines;
  }

  private static final Map<Command, String> SHORT = new EnumMap<>(Command.class);

  static {
    SHORT.put(Command.SELECT, "sel");
    SHORT.put(Command.INSERT, "ins");
    SHORT.put(Command.UPDATE, "upd");
    SHORT.put(Command.DELETE, "del");
    SHORT.put(Command.MERGE, "mrg");
    SHORT.put(Command.COPY, "cpy");
    SHORT.put(Command.TRUNCATE, "trn");
    SHORT.put(Command.RETURNING, "ret");
    SHORT.put(Command.ON_CONFLICT, "cnf");
    SHORT.put(Command.EXISTENCE, "unq");
    SHORT.put(Command.REFERENCE, "fk");
    SHORT.put(Command.OWN_WRITE, "own");
    SHORT.put(Command.CALL, "call");
  }

  private List<String> matrix(Matrix matrix) {
    Map<String, Map<String, Map<Command, Outcome>>> worst = new LinkedHashMap<>();
    matrix
        .cells()
        .forEach((key, cell) ->
            worst
                .computeIfAbsent(key.role(), r -> new LinkedHashMap<>())
                .computeIfAbsent(key.object(), o -> new HashMap<>())
                .merge(key.command(), cell.outcome(), (a, b) -> a.compareTo(b) > 0 ? a : b));
    List<String> lines = new ArrayList<>();
    worst.forEach((role, objects) -> {
      List<Command> commands = new ArrayList<>();
      for (Command command : Command.values()) {
        if (objects.values().stream().anyMatch(row -> row.containsKey(command))) {
          commands.add(command);
        }
      }
      var table = new Table();
      List<String> head = new ArrayList<>(List.of(paint.bold(role)));
      commands.forEach(command -> head.add(paint.dim(SHORT.getOrDefault(command, ""))));
      table.row(head.toArray(String[]::new));
      objects.forEach((object, row) -> {
        List<String> cells = new ArrayList<>(List.of(object));
        commands.forEach(command -> cells.add(sign(row.get(command))));
        table.row(cells.toArray(String[]::new));
      });
      lines.addAll(table.lines());
      lines.add("");
    });
    lines.add(
        "  "
            + sign(Outcome.DENIED)
            + paint.dim(" no right to it   ")
            + sign(Outcome.CLOSED)
            + paint.dim(" own rows or none   ")
            + sign(Outcome.UNDECIDED)
            + paint.dim(" not known   ")
            + sign(Outcome.LEAK)
            + paint.dim(" another tenant's rows"));
    return lines;
  }

  private String sign(@Nullable Outcome outcome) {
    if (outcome == null) {
      return "";
    }
    return switch (outcome) {
      case DENIED -> paint.dim(terminal.symbol("·", "."));
      case CLOSED, OWN -> paint.green(terminal.symbol("✓", "+"));
      case UNDECIDED -> paint.yellow("?");
      case LEAK -> paint.boldRed(terminal.symbol("✗", "x"));
    };
  }

  /** What it comes to. */
  public String sum(TenancyReport report) {
    long errors = report.findings().stream().filter(f -> f.severity() == Severity.ERROR).count();
    long warnings =
        report.findings().stream().filter(f -> f.severity() == Severity.WARNING).count();
    List<String> parts = new ArrayList<>();
    parts.add(Words.count(report.tables(), "table") + " of tenants");
    if (!report.roles().isEmpty()) {
      parts.add("as " + String.join(", ", report.roles()));
    }
    if (report.matrix() != null) {
      parts.add("attacked in " + Words.count(report.matrix().size(), "way"));
    }
    String found =
        errors + warnings == 0
            ? "tenants are kept apart"
            : errors > 0
                ? Words.count(errors, "error")
                    + (warnings > 0 ? ", " + Words.count(warnings, "warning") : "")
                : Words.count(warnings, "warning");
    return (errors == 0 ? terminal.tick() : terminal.cross())
        + " "
        + found
        + ": "
        + String.join(", ", parts)
        + (report.accepted() > 0 ? "; " + report.accepted() + " accepted" : "");
  }
}

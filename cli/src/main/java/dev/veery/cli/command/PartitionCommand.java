package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.PartitionWork;
import dev.veery.engine.Veery;
import dev.veery.postgres.journal.Lease;
import dev.veery.postgres.online.PartitionUpkeep.Task;
import dev.veery.postgres.run.RunListener;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery partition}. */
public final class PartitionCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.flag("Show what is due, and stop.", "--dry-run"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Makes partitions before they are needed, and detaches those whose time is over; for a timer."
            + " [partition] in veery.toml says for which tables: orders = \"every month, ahead 3, keep 12"
            + " then archive to archive\".",
        "A new partition is attached, and an old one detached, without making anybody wait who uses the"
            + " table.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery partition --dry-run", "what is due"),
        new Example("veery partition --env production --yes", "from a timer"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      PartitionWork work = veery.partitions(call.verb().name() + call.arguments().typed());
      List<Task> due = work.due();
      boolean dry = call.arguments().has("--dry-run");
      if (!dry && !due.isEmpty()) {
        Confirmation.ask(call, () -> show(call, due));
        work.run(
            due, new Waits(call), task -> call.say(call.terminal().tick() + " " + task.what()));
      }
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.field("done", !dry);
          json.list("tasks", () -> due.forEach(task -> json(json, task)));
        }
      } else if (dry) {
        show(call, due);
      }
      if (due.isEmpty()) {
        call.say(call.terminal().tick() + " nothing is due");
      }
      return ExitCode.OK;
    }
  }

  /** Says once what is waited for. */
  private static final class Waits implements RunListener {
    private final Call call;
    private boolean told;

    Waits(Call call) {
      this.call = call;
    }

    @Override
    public void waitingForLease(Lease.Holder holder, Duration waited) {
      if (!told) {
        told = true;
        call.warn("waiting for " + holder.name() + ", who runs veery " + holder.purpose());
      }
    }

    @Override
    public void warning(Problem problem) {
      call.warn(problem.message());
    }
  }

  private static void show(Call call, List<Task> due) {
    for (Task task : due) {
      call.terminal().out().println(task.what());
      for (List<String> piece : task.pieces()) {
        piece.forEach(statement -> call.terminal().out().println("    " + statement));
      }
    }
  }

  private static void json(JsonOutput json, Task task) {
    json.object(() -> {
      json.field("what", task.what());
      json.texts("statements", task.pieces().stream().flatMap(List::stream).toList());
    });
  }
}

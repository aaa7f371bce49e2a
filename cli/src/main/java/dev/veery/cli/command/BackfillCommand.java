package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.BackfillWords;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Table;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.BackfillOptions;
import dev.veery.engine.Backfills;
import dev.veery.engine.config.Durations;
import dev.veery.postgres.backfill.BackfillControl.Listed;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.backfill.BackfillRow;
import dev.veery.postgres.backfill.BackfillState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery backfill list|pause|resume|speed|cancel|work}. */
public final class BackfillCommand extends Command {

  /** What is to be done. */
  public enum Action {
    LIST(
        "Shows the statements that run in batches: how far each is, how fast, and what slows it"
            + " down."),
    PAUSE("Lets a backfill wait. The run stays, and goes on when the backfill is resumed."),
    RESUME("Lets a backfill go on that was paused."),
    SPEED(
        "Changes how fast a backfill goes, while it runs. Workers hear of it with their next"
            + " batch."),
    CANCEL(
        "Stops a backfill: its run fails, and its trigger is removed. What is done stays done; the"
            + " next up goes on with the rest."),
    WORK(
        "Helps with a backfill that veery up has begun, from this machine, until nothing of it is"
            + " left. Workers take ranges of rows from the journal; that of one who dies is taken over.");

    private final String description;

    Action(String description) {
      this.description = description;
    }
  }

  private final Action action;

  public BackfillCommand(Action action) {
    this.action = action;
  }

  @Override
  public void describe(CommandSpec spec) {
    switch (action) {
      case LIST -> spec.addOption(Options.flag("Also show what is done.", "--all"));
      case PAUSE, RESUME, CANCEL -> spec.addPositional(id("1"));
      case SPEED -> {
        spec.addPositional(id("1").toBuilder().index("0").build());
        spec.addPositional(
            Options.parameter("PERCENT", "0..1", "How much of its time it works, such as 50%.")
                .toBuilder()
                .index("1")
                .build());
        spec.addOption(Options.number("N", "Begin again with batches of N rows.", "--batch"));
        spec.addOption(
            Options.text("TIME", "How long a batch is to take; 0 keeps its size.", "--time"));
        spec.addOption(Options.text("TIME", "How long to rest between batches.", "--pause"));
      }
      case WORK -> {
        spec.addPositional(id("0..1"));
        spec.addOption(Options.number("N", "How many workers; 1 by default.", "--workers"));
      }
    }
  }

  private static picocli.CommandLine.Model.PositionalParamSpec id(String arity) {
    return Options.parameter("ID", arity, "Its number in veery backfill list.");
  }

  @Override
  public List<String> description() {
    return List.of(action.description);
  }

  @Override
  public List<Example> examples() {
    return switch (action) {
      case LIST -> List.of(new Example("veery backfill list", "what is under way"));
      case SPEED ->
          List.of(
              new Example("veery backfill speed 3 25%", "work a quarter of the time"),
              new Example("veery backfill speed 3 --time 50ms", "shorter batches"));
      case WORK -> List.of(new Example("veery backfill work --workers 2", "two more workers"));
      case PAUSE, RESUME, CANCEL -> List.of();
    };
  }

  @Override
  public int run(Call call) {
    try (Backfills backfills = Backfills.open(call.config())) {
      return switch (action) {
        case LIST -> list(call, backfills.list(call.arguments().has("--all")));
        case PAUSE -> tell(call, backfills.pause(id(call)), "paused");
        case RESUME -> tell(call, backfills.resume(id(call)), "goes on");
        case CANCEL -> tell(call, backfills.cancel(id(call)), "cancelled");
        case SPEED -> speed(call, backfills);
        case WORK -> work(call, backfills);
      };
    }
  }

  private static int list(Call call, List<Listed> listed) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("backfills", () -> listed.forEach(l -> BackfillWords.json(json, l)));
      }
      return ExitCode.OK;
    }
    if (listed.isEmpty()) {
      call.say(call.terminal().tick() + " no backfill is under way");
      return ExitCode.OK;
    }
    Table table = new Table();
    for (Listed one : listed) {
      BackfillRow row = one.backfill();
      table.row(
          Long.toString(row.id()),
          row.state().word(),
          BackfillWords.share(
              one.walked(), row.state() == BackfillState.DONE ? null : row.estimate()),
          row.version(),
          BackfillWords.reason(row),
          row.summary());
    }
    table.lines().forEach(line -> call.terminal().out().println(line));
    return ExitCode.OK;
  }

  private static int tell(Call call, BackfillRow row, String what) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("id", row.id());
        json.field("state", row.state().word());
      }
    } else {
      call.say(call.terminal().tick() + " backfill " + row.id() + " " + what);
    }
    return ExitCode.OK;
  }

  private static int speed(Call call, Backfills backfills) {
    List<String> words = call.arguments().parameters();
    Integer percent = words.size() < 2 ? null : percent(words.get(1));
    Integer batch = call.arguments().number("--batch");
    Duration time = duration(call, "--time");
    Duration pause = duration(call, "--pause");
    if (percent == null && batch == null && time == null && pause == null) {
      throw invalid("nothing is said about the speed", "veery backfill speed ID 50%");
    }
    if (batch != null && (batch < 1 || batch > BackfillOptions.MAX_BATCH)) {
      throw invalid("--batch is 1 to " + BackfillOptions.MAX_BATCH + " rows", "");
    }
    BackfillRow row = backfills.speed(id(call), percent, batch, time, pause);
    return tell(call, row, "works " + row.pacing().speed() + " % of the time");
  }

  private static int work(Call call, Backfills backfills) {
    Integer wanted = call.arguments().number("--workers");
    int workers = wanted == null ? 1 : wanted;
    if (workers < 1 || workers > BackfillOptions.MAX_PARALLEL) {
      throw invalid("--workers is 1 to " + BackfillOptions.MAX_PARALLEL, "");
    }
    long id = call.arguments().parameters().isEmpty() ? onlyOne(backfills) : id(call);
    AtomicBoolean stopped = new AtomicBoolean();
    Thread hook = new Thread(() -> stopped.set(true), "veery-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    AtomicReference<@Nullable BackfillProgress> latest = new AtomicReference<>();
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      Function<BackfillProgress, String> words = p -> BackfillWords.line(call.terminal(), p);
      backfills.work(
          id,
          workers,
          stopped::get,
          progress -> {
            latest.set(progress);
            line.show(() -> "backfill " + id + " · " + words.apply(progress), Duration.ZERO);
          },
          call.problems()::showWarning);
    } finally {
      removeHook(hook);
    }
    return done(call, id, latest.get());
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is at work: the process is about to end.
    }
  }

  private static int done(Call call, long id, @Nullable BackfillProgress progress) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("id", id);
      }
    } else {
      call.say(
          call.terminal().tick()
              + " nothing of backfill "
              + id
              + " is left to work on"
              + (progress == null
                  ? ""
                  : call.terminal().paint().dim("; its run checks it and ends it")));
    }
    return ExitCode.OK;
  }

  private static long onlyOne(Backfills backfills) {
    List<Listed> open = backfills.list(false);
    if (open.size() != 1) {
      throw invalid(
          open.isEmpty() ? "no backfill is under way" : open.size() + " backfills are under way",
          open.isEmpty() ? "veery up begins them" : "say which: veery backfill work ID");
    }
    return open.getFirst().backfill().id();
  }

  private static long id(Call call) {
    String text = call.arguments().parameters().getFirst();
    if (!text.matches("[0-9]{1,18}")) {
      throw invalid(
          "'" + text + "' is no number of a backfill", "veery backfill list shows what there is");
    }
    return Long.parseLong(text);
  }

  private static int percent(String text) {
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
    int percent = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
    if (percent < 1 || percent > 100) {
      throw invalid(
          "a speed is 1% to 100%, not '" + text + "'", "to stop it: veery backfill pause");
    }
    return percent;
  }

  private static @Nullable Duration duration(Call call, String option) {
    String text = call.arguments().text(option);
    Duration duration = text == null ? null : Durations.parse(text);
    if (text != null && duration == null) {
      throw invalid(
          option + " is expected to be a duration, not '" + text + "'", "write the unit: 50ms, 1s");
    }
    return duration;
  }

  private static VeeryException invalid(String message, String remedy) {
    return new VeeryException(new Problem(ErrorCode.ARGUMENT_INVALID, message, remedy));
  }
}

package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.TrashWork;
import dev.veery.engine.Veery;
import dev.veery.postgres.session.Session.Notice;
import dev.veery.postgres.trash.Trash.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery trash list}, {@code restore} and {@code purge}. */
public final class TrashCommand extends Command {

  /** What is done with it. */
  public enum Action {
    LIST,
    RESTORE,
    PURGE
  }

  private final Action action;

  public TrashCommand(Action action) {
    this.action = action;
  }

  @Override
  public void describe(CommandSpec spec) {
    switch (action) {
      case LIST -> {}
      case RESTORE -> {
        spec.addPositional(
            Options.parameter(
                "ENTRY", "1", "Its number or its name, as veery trash list shows them."));
        ChangeOptions.addConfirming(spec);
      }
      case PURGE -> {
        spec.addPositional(
            Options.parameter(
                "ENTRY",
                "0..1",
                "Its number or its name; by default everything whose time is over."));
        spec.addOption(Options.flag("Everything, whether its time is over or not.", "--all"));
        ChangeOptions.addConfirming(spec);
      }
    }
  }

  @Override
  public List<String> description() {
    return switch (action) {
      case LIST ->
          List.of(
              "Lists the tables and columns that migrations have dropped and that are still there: with"
                  + " keep-dropped a dropped table moves to a hidden schema, and a dropped column gets a"
                  + " hidden name. Taking the migration back puts them back with all their rows.");
      case RESTORE ->
          List.of(
              "Puts a dropped table or column back where it was, without taking back the migration that"
                  + " dropped it. What had to be taken from it, such as foreign keys, is made again;"
                  + " what the rows written since do not fit is left out and named.");
      case PURGE ->
          List.of(
              "Removes for good what migrations have dropped: what is named, or everything whose time"
                  + " (keep-dropped) is over.");
    };
  }

  @Override
  public List<Example> examples() {
    return switch (action) {
      case LIST -> List.of(new Example("veery trash list", "what is still there"));
      case RESTORE -> List.of(new Example("veery trash restore 3", "by its number"));
      case PURGE ->
          List.of(
              new Example("veery trash purge", "what is due"),
              new Example("veery trash purge public.old_orders", "one, now"));
    };
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      TrashWork trash = veery.trash();
      return switch (action) {
        case LIST -> list(call, trash.list());
        case RESTORE -> restore(call, trash);
        case PURGE -> purge(call, trash);
      };
    }
  }

  private static int list(Call call, List<Entry> entries) {
    if (call.json()) {
      json(call, entries, List.of());
      return ExitCode.OK;
    }
    if (entries.isEmpty()) {
      call.say(call.terminal().tick() + " nothing is kept");
      return ExitCode.OK;
    }
    Table table = new Table();
    var paint = call.terminal().paint();
    for (Entry entry : entries) {
      boolean due = entry.keepUntil().isBefore(Instant.now());
      table.row(
          Long.toString(entry.id()),
          entry.column() == null ? "table" : "column",
          paint.bold(entry.label()),
          entry.column() == null ? size(entry.bytes()) : "",
          paint.dim("dropped by " + entry.version() + ", " + Words.time(entry.droppedAt())),
          due
              ? paint.yellow("due for veery trash purge")
              : paint.dim("kept until " + Words.time(entry.keepUntil())));
    }
    table.lines().forEach(call.terminal().out()::println);
    return ExitCode.OK;
  }

  private static String size(long bytes) {
    return bytes < 1 << 20 ? bytes / 1024 + " kB" : bytes / (1 << 20) + " MB";
  }

  private static int restore(Call call, TrashWork trash) {
    Entry entry = trash.find(String.valueOf(call.arguments().parameter()));
    Confirmation.ask(call, () -> call.terminal().out().println("put back " + entry.label()));
    List<Notice> left = trash.restore(entry);
    if (call.json()) {
      json(call, List.of(entry), left);
      return ExitCode.OK;
    }
    call.say(call.terminal().tick() + " " + entry.label() + " is back");
    left.forEach(notice -> call.warn(notice.message()));
    return ExitCode.OK;
  }

  private static int purge(Call call, TrashWork trash) {
    String name = call.arguments().parameter();
    boolean all = call.arguments().has("--all");
    if (name != null && all) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--all and " + name + " contradict each other",
              "give one"));
    }
    List<Entry> entries =
        name != null ? List.of(trash.find(name)) : all ? trash.list() : trash.due();
    if (!entries.isEmpty()) {
      Confirmation.ask(
          call,
          () ->
              entries.forEach(
                  entry -> call.terminal().out().println("remove for good: " + entry.label())));
    }
    List<Entry> gone = new ArrayList<>();
    for (Entry entry : entries) {
      trash.purge(entry);
      gone.add(entry);
      if (!call.json()) {
        call.say(call.terminal().tick() + " " + entry.label() + " is gone");
      }
    }
    if (call.json()) {
      json(call, gone, List.of());
    } else if (gone.isEmpty()) {
      call.say(call.terminal().tick() + " nothing to do: no time is over");
    }
    return ExitCode.OK;
  }

  private static void json(Call call, List<Entry> entries, List<Notice> left) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.list(
          "entries",
          () ->
              entries.forEach(entry ->
                  json.object(() -> {
                    json.field("id", entry.id());
                    json.field("kind", entry.column() == null ? "table" : "column");
                    json.field("schema", entry.schema());
                    json.field("table", entry.table());
                    json.field("column", entry.column());
                    json.field("version", entry.version());
                    json.field("droppedAt", entry.droppedAt().toString());
                    json.field("droppedBy", entry.droppedBy());
                    json.field("keepUntil", entry.keepUntil().toString());
                    json.field("bytes", entry.bytes());
                  })));
      json.texts("leftOut", left.stream().map(Notice::message).toList());
    }
  }
}

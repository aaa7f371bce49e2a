package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Words;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.RestoreWork;
import dev.veery.engine.Veery;
import dev.veery.engine.backup.Backup;
import dev.veery.postgres.backup.TargetedRestore.Restored;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery restore}. */
public final class RestoreCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter(
            "BACKUP", "1", "Its name in veery backup --list, latest, or its folder."));
    spec.addOption(
        Options.flag("Put back exactly what a targeted backup kept, and nothing else.", "--only"));
    spec.addOption(Options.flag("Drop every schema that is there first.", "--drop-existing"));
    spec.addOption(
        Options.text("URL", "Restore into this database instead of the project's own.", "--into"));
    ChangeOptions.addConfirming(spec);
  }

  @Override
  public List<String> description() {
    return List.of(
        "Restores a backup. Its files are held against its manifest first, and a damaged one is refused. A"
            + " database that is not empty is refused unless --drop-existing says that what is there goes;"
            + " production asks for its name, and so does another database than the project's own. That"
            + " one need not be there for --into.",
        "With --only a targeted backup is put back, in one transaction: rows that are gone are inserted,"
            + " values that were kept are written into the rows that still have the key. Rows that were"
            + " added since stay. A table or column that is not there is made first, with its type.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example(
            "veery restore 20260901T120000Z-full --into postgres://localhost/copy", "elsewhere"),
        new Example(
            "veery restore --only 20260901T120000Z-targeted", "what a migration destroyed"));
  }

  @Override
  public int run(Call call) {
    String into = call.arguments().text("--into");
    if (into == null) {
      Confirmation.ask(call, () -> {});
    }
    try (Veery veery = Veery.open(call.config())) {
      try {
        veery.prepare();
        RestoreWork work = new RestoreWork(veery, into);
        if (into != null) {
          confirm(call, work);
        }
        return restore(call, work);
      } catch (VeeryException e) {
        veery
            .audit()
            .refused("restore" + call.secrets().mask(call.arguments().typed()), e.problems());
        throw e;
      }
    }
  }

  /** Nobody knows whose the other database is, except that an empty one is nobody's. */
  private static void confirm(Call call, RestoreWork work) {
    if (call.arguments().has("--only")) {
      Confirmation.askOf(
          call, work.database(), "rows would be written into tables of " + work.target());
    } else if (call.arguments().has("--drop-existing")) {
      Confirmation.askOf(
          call, work.database(), "everything in " + work.target() + " would be dropped");
    }
  }

  private static int restore(Call call, RestoreWork work) {
    long began = System.nanoTime();
    boolean only = call.arguments().has("--only");
    List<Restored> restored = List.of();
    Backup backup;
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "restoring", Duration.ofMillis(300));
      backup = work.find(String.valueOf(call.arguments().parameter()), call.directory());
      if (only) {
        restored = work.kept(backup);
      } else {
        work.whole(backup, call.arguments().has("--drop-existing"));
      }
    }
    Problem unrecorded = work.recorded(backup);
    if (unrecorded != null) {
      call.warn(unrecorded.message());
    }
    List<Restored> tables = restored;
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("backup", backup.id());
        json.list(
            "tables",
            () ->
                tables.forEach(table ->
                    json.object(() -> {
                      json.field("table", table.table());
                      json.field("inserted", table.inserted());
                      json.field("updated", table.updated());
                      json.texts("made", table.made());
                    })));
      }
      return ExitCode.OK;
    }
    for (Restored table : tables) {
      call.say(
          "  "
              + table.table()
              + "  "
              + Words.count(table.inserted(), "row")
              + " inserted, "
              + table.updated()
              + " updated"
              + (table.made().isEmpty() ? "" : "; made " + String.join(", ", table.made())));
    }
    call.say(
        call.terminal().tick()
            + " "
            + backup.id()
            + " restored in "
            + Words.duration(Duration.ofNanos(System.nanoTime() - began)));
    return ExitCode.OK;
  }
}

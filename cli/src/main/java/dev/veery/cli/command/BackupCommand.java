package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.VeeryException;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.Veery;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.Backups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery backup}. */
public final class BackupCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "Only what the pending migrations could destroy; needs no pg_dump.", "--targeted"));
    spec.addOption(Options.flag("List the backups there are, newest first.", "--list"));
    spec.addOption(
        Options.flag("Restore it on a throwaway server, and compare schema and rows.", "--verify"));
    spec.addOption(
        Options.number("N", "Sessions of pg_dump; [backups] jobs by default.", "--jobs"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Backs the whole database up with pg_dump, in its directory format, several tables at a time. The"
            + " folder has a manifest: the server, the snapshot, the fingerprint of the schema, the rows of"
            + " each table, the digest of each file. With --verify it is restored on a throwaway server and"
            + " compared. Old ones go as [backups] says.",
        "With --targeted only the rows and columns are kept that the pending migrations could destroy, from"
            + " one snapshot, without pg_dump; veery restore --only puts exactly those back.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery backup --env production --verify", "before a large change"),
        new Example("veery backup --targeted", "what the next up could destroy"),
        new Example("veery backup --list", "what there is"));
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      if (call.arguments().has("--list")) {
        return list(call, veery.backups());
      }
      try {
        return make(call, veery);
      } catch (VeeryException e) {
        veery.audit().refused("backup" + call.arguments().typed(), e.problems());
        throw e;
      }
    }
  }

  private static int make(Call call, Veery veery) {
    long began = System.nanoTime();
    Backups backups = veery.backups();
    Backup backup;
    boolean proven = call.arguments().has("--verify");
    List<Backup> removed;
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "taking a snapshot", Duration.ofMillis(300));
      Backups.Progress progress =
          (table, done, all) -> line.show(() -> bar(call, table, done, all), Duration.ZERO);
      if (call.arguments().has("--targeted")) {
        backup = targeted(veery, backups, progress);
      } else {
        Integer jobs =
            call.arguments().isGiven("--jobs")
                ? ChangeOptions.positive(call.arguments(), "--jobs")
                : null;
        backup = backups.full(jobs, progress);
        if (proven) {
          line.show(() -> "restoring it on a throwaway server", Duration.ZERO);
          backups.prove(backup);
        }
      }
      removed = backups.prune();
    }
    if (backup == null) {
      if (call.json()) {
        try (JsonOutput json = call.jsonOutput()) {
          json.field("ok", true);
          json.field("backup", (String) null);
        }
      } else {
        call.say(call.terminal().tick() + " nothing that is pending could destroy anything");
      }
      return ExitCode.OK;
    }
    veery.audit().recorded("backup", backup);
    Backup made = backup;
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.object("backup", () -> json(json, made));
        json.field("verified", proven);
        json.texts("removed", removed.stream().map(Backup::id).toList());
      }
    } else {
      call.say(
          call.terminal().tick()
              + " "
              + made.id()
              + "  "
              + Words.count(made.rows().size(), "table")
              + ", "
              + Words.count(made.allRows(), "row")
              + ", "
              + size(made.bytes())
              + (proven ? ", restored and compared" : "")
              + ", "
              + Words.duration(Duration.ofNanos(System.nanoTime() - began)));
      call.say("  " + made.directory());
      removed.forEach(old -> call.say("  removed " + old.id()));
    }
    return ExitCode.OK;
  }

  private static @Nullable Backup targeted(
      Veery veery, Backups backups, Backups.Progress progress) {
    var planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
    return switch (planning.result()) {
      case Plan.Result.UpToDate none -> null;
      case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
      case Plan.Result.Ready ready -> backups.targeted(ready.plan(), progress);
    };
  }

  private static String bar(Call call, String table, int done, int all) {
    int width = 20;
    int full = all == 0 ? width : Math.min(width, done * width / all);
    return call.terminal().symbol("█", "#").repeat(full)
        + call.terminal().symbol("░", ".").repeat(width - full)
        + " "
        + done
        + " of "
        + all
        + "  "
        + table;
  }

  private static int list(Call call, Backups all) {
    List<Backup> backups = all.all();
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list(
            "backups",
            () ->
                backups.forEach(b ->
                    json.object(() -> {
                      json(json, b);
                      Instant proven = all.provenAt(b);
                      json.field("verifiedAt", proven == null ? null : proven.toString());
                    })));
      }
      return ExitCode.OK;
    }
    if (backups.isEmpty()) {
      call.say(call.terminal().paint().dim("there are no backups; veery backup makes one"));
    }
    Table table = new Table();
    for (Backup backup : backups) {
      table.row(
          backup.id(),
          backup.database(),
          Words.count(backup.rows().size(), "table"),
          Words.count(backup.allRows(), "row"),
          size(backup.bytes()),
          all.provenAt(backup) == null ? "" : "restored and compared");
    }
    table.lines().forEach(call::say);
    return ExitCode.OK;
  }

  static String size(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    if (bytes < 10_000_000) {
      return bytes / 1000 + " kB";
    }
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static void json(JsonOutput json, Backup backup) {
    json.field("id", backup.id());
    json.field("kind", backup.kind().name().toLowerCase(Locale.ROOT));
    json.field("directory", backup.directory().toString());
    json.field("createdAt", backup.createdAt().toString());
    json.field("database", backup.database());
    json.field("server", backup.server());
    json.field("tool", backup.tool());
    json.field("snapshot", backup.snapshot());
    json.field("fingerprint", backup.fingerprint());
    json.field("bytes", backup.bytes());
    json.object(
        "rows", () -> backup.rows().forEach((table, rows) -> json.field(table, rows.longValue())));
  }
}

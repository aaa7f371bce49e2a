package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison.Change;
import dev.veery.core.catalog.Comparison.Difference;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.ObjectRepair;
import dev.veery.core.diff.PartSql;
import dev.veery.core.diff.SchemaExport;
import dev.veery.engine.Drift;
import dev.veery.engine.Veery;
import dev.veery.engine.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery drift}. */
public final class DriftCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.texts(
            "PATTERN",
            "Pass over owners, privileges, comments, or names such as audit.* and index:shop.tmp_*,"
                + " beside drift-ignore in veery.toml.",
            "--ignore"));
    spec.addOption(
        Options.text("FILE", "Read such patterns from FILE, one per line.", "--ignore-file"));
    spec.addOption(
        Options.flag(
            "Show the SQL of what is missing and of what is new, and what makes good what is changed.",
            "--sql"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Says how the live schema differs from what the history produces. The applied migrations are run"
            + " once more, on a throwaway PostgreSQL of the same major version, and the two schemas are"
            + " compared object by object. The database itself is only read.",
        "The exit code is 1 when there is a difference.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery drift", "has anybody changed the schema by hand?"),
        new Example("veery drift --ignore owners --ignore 'audit.*'", "some of it is expected"));
  }

  @Override
  public int run(Call call) {
    IgnoreList ignored = IgnoreList.of(patterns(call));
    Drift drift;
    try (Veery veery = Veery.open(call.config());
        LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "running the history on a scratch server", Duration.ofMillis(300));
      drift = veery.drift(ignored);
      if (!drift.isNone()) {
        tell(call, veery, drift);
      }
    }
    if (call.json()) {
      json(call, drift);
    } else {
      print(call, drift);
    }
    return drift.isNone() ? ExitCode.OK : ExitCode.FOUND;
  }

  private static void tell(Call call, Veery veery, Drift drift) {
    List<Difference> differences = drift.comparison().differences();
    DriftNews.tell(
        call,
        veery,
        "drift",
        Words.count(differences.size(), "object") + " not as the history says",
        differences.stream().map(difference -> difference.id().toString()).toList());
  }

  private static List<String> patterns(Call call) {
    var patterns = new ArrayList<>(call.config().values().list(ConfigKey.DRIFT_IGNORE));
    patterns.addAll(call.arguments().texts("--ignore"));
    String file = call.arguments().text("--ignore-file");
    if (file != null) {
      try {
        for (String line : Files.readAllLines(call.directory().resolve(file))) {
          if (!line.strip().startsWith("#")) {
            patterns.add(line);
          }
        }
      } catch (IOException e) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FILE_UNREADABLE, "cannot read " + file + ": " + e.getMessage(), ""),
            e);
      }
    }
    return patterns;
  }

  private static void print(Call call, Drift drift) {
    Paint paint = call.terminal().paint();
    drift.open().forEach(note -> call.say(paint.dim(note)));
    if (drift.isNone()) {
      call.say(
          call.terminal().tick()
              + " no drift: the schema is what "
              + Words.count(drift.replayed(), "migration")
              + " make"
              + (drift.replayed() == 1 ? "s" : ""));
      return;
    }
    for (Difference difference : drift.comparison().differences()) {
      switch (difference) {
        case Difference.Missing missing -> {
          call.say(paint.red("-") + " " + missing);
          sql(call, missing.id(), drift.expected());
        }
        case Difference.Unexpected unexpected -> {
          call.say(paint.green("+") + " " + unexpected);
          sql(call, unexpected.id(), drift.actual());
        }
        case Difference.Changed changed -> {
          call.say(paint.yellow("~") + " " + changed.id());
          changed.changes().forEach(change -> change(call, change));
          repair(call, changed, drift);
        }
      }
    }
    call.say("");
    call.say(
        Words.count(drift.comparison().differences().size(), "object")
            + " not as the history says");
  }

  private static void change(Call call, Change change) {
    change.toString().lines().forEach(line -> call.say("    " + line));
  }

  private static void repair(Call call, Difference.Changed changed, Drift drift) {
    if (call.arguments().has("--sql")) {
      ObjectRepair.of(
              drift.actual(),
              drift.expected(),
              changed.id(),
              isAbout(changed, "owner"),
              isAbout(changed, "privileges"))
          .forEach(statement -> (statement + ";").lines().forEach(l -> call.say("    " + l)));
    }
  }

  /** What is passed over is not repaired either. */
  private static boolean isAbout(Difference.Changed changed, String property) {
    return changed.changes().stream().anyMatch(change -> change.property().contains(property));
  }

  private static void sql(Call call, ObjectId id, Catalog catalog) {
    if (call.arguments().has("--sql")) {
      // An export writes a constraint as a part of its table.
      String sql =
          catalog.find(id).orElse(null) instanceof Constraint constraint
              ? PartSql.add(constraint) + ";"
              : SchemaExport.sqlOf(catalog, id::equals, ExportOptions.OBJECTS_ONLY);
      sql.lines().forEach(line -> call.say("    " + line));
    }
  }

  private static void json(Call call, Drift drift) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("drift", !drift.isNone());
      json.field("replayed", drift.replayed());
      json.texts("open", drift.open());
      json.field("expected", Fingerprint.of(drift.expected()).text());
      json.field("actual", Fingerprint.of(drift.actual()).text());
      json.list(
          "differences",
          () -> {
            for (Difference difference : drift.comparison().differences()) {
              json.object(() -> difference(json, difference));
            }
          });
    }
  }

  private static void difference(JsonOutput json, Difference difference) {
    ObjectId id = difference.id();
    json.field("kind", id.kind().word());
    json.field("schema", id.schema());
    json.field("on", id.on());
    json.field("name", id.name());
    switch (difference) {
      case Difference.Missing ignored -> json.field("difference", "missing");
      case Difference.Unexpected ignored -> json.field("difference", "unexpected");
      case Difference.Changed changed -> {
        json.field("difference", "changed");
        json.list(
            "changes",
            () -> {
              for (Change change : changed.changes()) {
                json.object(() -> {
                  json.field("property", change.property());
                  json.field("expected", change.expected());
                  json.field("actual", change.actual());
                });
              }
            });
      }
    }
  }
}

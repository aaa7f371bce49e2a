package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.diff.Lookalike;
import dev.veery.core.source.NewFile;
import dev.veery.core.source.NewMigration;
import dev.veery.engine.Generation;
import dev.veery.engine.SchemaSource;
import dev.veery.engine.Veery;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery generate}. */
public final class GenerateCommand extends Command {

  private static final String DEFAULT_SOURCE = "schema.sql";
  private static final String ENTITIES = "entities";

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text("NAME", "What the migration does, in a few words.", "--name", "-n"));
    spec.addOption(
        Options.text(
            "SCHEMA",
            "What the schema should be: an SQL file or a directory of them, a URL, '!command' for a"
                + " command that prints DDL, or entities; by default these where veery.toml has"
                + " [entities], otherwise schema.sql.",
            "--from"));
    spec.addOption(Options.flag("Show what would be written.", "--dry-run"));
    spec.addOption(
        Options.flag(
            "Write nothing; exit code 1 when migrations and schema have parted.", "--check"));
    spec.addOption(
        Options.flag("The shortest form, for a database that nobody else uses.", "--simple"));
    spec.addOption(Options.flag("Compare owners, too.", "--owners"));
    spec.addOption(
        Options.texts(
            "'OLD -> NEW'",
            "Something was renamed: 'orders.total -> amount'; may be given several times.",
            "--rename"));
    spec.addOption(
        Options.texts(
            "NAME",
            "This goes, although something like it comes, with what it holds; may be given several"
                + " times.",
            "--drop"));
    spec.addOption(Options.flag("Rows and values may be lost.", "--allow-loss"));
    spec.addOption(Options.text("NAME", "Who writes it; by default what git knows.", "--author"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes the migration from what the migrations make to what the schema should be, with the way"
            + " back. Both are loaded into a throwaway PostgreSQL of the same major version and compared"
            + " as it reads them.",
        "Before the file is written the migration is run there: the up leads to exactly the schema that"
            + " is wanted, nothing is left to do, and the down leads back. Renames are never guessed, and"
            + " rows are not given up without consent.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery generate --name 'add ticket priority'", "after a change of schema.sql"),
        new Example(
            "veery generate -n 'total is amount' --rename 'orders.total -> amount'",
            "a column was renamed"),
        new Example("veery generate --check", "in CI: has anybody forgotten the migration?"),
        new Example(
            "veery generate -n 'tickets have a priority' --from entities", "from JPA entities"),
        new Example(
            "veery generate -n 'from models' --from '!./print-ddl.sh'",
            "from another tool's models"));
  }

  @Override
  public int run(Call call) {
    boolean check = call.arguments().has("--check");
    boolean dry = call.arguments().has("--dry-run");
    String name = call.arguments().text("--name");
    if (name == null && !check && !dry) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "a migration needs a name",
              "for example: veery generate --name 'add ticket priority'"));
    }
    try (Veery veery = Veery.open(call.config())) {
      if (!check && !dry) {
        NewFiles.makeFolder(call.config());
      }
      Generation generation = generate(call, veery);
      if (check) {
        return check(call, generation);
      }
      if (generation.isEmpty()) {
        nothing(call);
        return ExitCode.OK;
      }
      if (dry) {
        show(call, generation);
        return ExitCode.OK;
      }
      List<NewFile> files =
          new NewMigration(String.valueOf(name), NewFiles.author(call), List.of(), Instant.now())
              .files(
                  veery.migrations(),
                  veery.graph(),
                  NewFiles.shownFolder(call.config()),
                  content(generation));
      NewFiles.write(call, files);
      kept(call, generation);
      return ExitCode.OK;
    }
  }

  /** So that nobody wonders: what entities do not mention is not forgotten. */
  private static void kept(Call call, Generation generation) {
    String kept = SchemaDifferences.counted(generation.kept());
    if (!kept.isEmpty()) {
      call.say("  kept as it is, as entities have no words for it: " + kept);
    }
  }

  private static Generation generate(Call call, Veery veery) {
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      working(line);
      return veery.generate(
          request(
              call,
              lookalike -> {
                line.clear();
                Optional<Generation.Answer> answer = RenameQuestion.ask(call, lookalike);
                working(line);
                return answer;
              },
              remark -> {
                line.clear();
                call.problems().showWarning(remark);
                working(line);
              }));
    }
  }

  private static void working(LiveLine line) {
    line.show(() -> "comparing on a scratch server", Duration.ofMillis(300));
  }

  private static Generation.Request request(
      Call call,
      Function<Lookalike, Optional<Generation.Answer>> question,
      Consumer<Problem> remarks) {
    boolean check = call.arguments().has("--check");
    return new Generation.Request(
        source(call),
        !call.arguments().has("--simple"),
        call.arguments().has("--owners"),
        call.arguments().texts("--rename"),
        call.arguments().texts("--drop"),
        call.arguments().has("--allow-loss") || check,
        // In CI nobody is asked: that there is a difference is all there is to know.
        check ? lookalike -> Optional.of(Generation.Answer.DROPPED) : question,
        remarks);
  }

  private static SchemaSource source(Call call) {
    String from = call.arguments().text("--from");
    boolean entities = !call.config().entities().isEmpty();
    if (from == null
        && !entities
        && !Files.exists(call.config().directory().resolve(DEFAULT_SOURCE))) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE,
              "there is no " + DEFAULT_SOURCE,
              "say what the schema should be: --from with an SQL file, a directory of them, a URL,"
                  + " '!command' or entities"));
    }
    return SchemaSource.parse(
        from != null ? from : entities ? ENTITIES : DEFAULT_SOURCE, call.config().directory());
  }

  private static NewMigration.Content content(Generation generation) {
    return new NewMigration.Content(
        SchemaDifferences.sentence(generation.changes()),
        generation.upScript(),
        generation.downScript());
  }

  private static int check(Call call, Generation generation) {
    if (call.json()) {
      json(call, generation);
    } else if (generation.isEmpty()) {
      nothing(call);
    } else {
      SchemaDifferences.print(call, generation.changes());
      call.say("");
      call.say(
          "the migrations do not make this schema; veery generate writes the one that is missing");
    }
    return generation.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
  }

  private static void nothing(Call call) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("written", () -> {});
      }
    } else {
      call.say(call.terminal().tick() + " nothing to do: the migrations make this schema");
    }
  }

  private static void show(Call call, Generation generation) {
    if (call.json()) {
      json(call, generation);
      return;
    }
    SchemaDifferences.print(call, generation.changes());
    call.say("");
    call.say("-- Up Migration");
    generation.upScript().lines().forEach(call::say);
    call.say("");
    call.say("-- Down Migration");
    generation.downScript().lines().forEach(call::say);
    kept(call, generation);
  }

  private static void json(Call call, Generation generation) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("different", !generation.isEmpty());
      SchemaDifferences.json(json, generation.changes());
      SchemaDifferences.json(json, "up", generation.up());
      SchemaDifferences.json(json, "down", generation.down());
      json.list("kept", () -> generation.kept().forEach(id -> json.text(id.toString())));
    }
  }
}

package dev.veery.cli;

import dev.veery.cli.args.Command;
import dev.veery.cli.args.Verb;
import dev.veery.cli.args.Verb.Group;
import dev.veery.cli.command.AbortCommand;
import dev.veery.cli.command.AdoptCommand;
import dev.veery.cli.command.ArchiveCommand;
import dev.veery.cli.command.AuditCommand;
import dev.veery.cli.command.BackfillCommand;
import dev.veery.cli.command.BackupCommand;
import dev.veery.cli.command.BaselineCommand;
import dev.veery.cli.command.BranchesCommand;
import dev.veery.cli.command.CheckCommand;
import dev.veery.cli.command.CompletionCommand;
import dev.veery.cli.command.ContractCommand;
import dev.veery.cli.command.CurrentCommand;
import dev.veery.cli.command.DbCommand;
import dev.veery.cli.command.DeployCommand;
import dev.veery.cli.command.DiffCommand;
import dev.veery.cli.command.DocsCommand;
import dev.veery.cli.command.DoctorCommand;
import dev.veery.cli.command.DownCommand;
import dev.veery.cli.command.DriftCommand;
import dev.veery.cli.command.ExpandCommand;
import dev.veery.cli.command.FleetDriftCommand;
import dev.veery.cli.command.FleetPauseCommand;
import dev.veery.cli.command.FleetRunCommand;
import dev.veery.cli.command.FleetStampCommand;
import dev.veery.cli.command.FleetStatusCommand;
import dev.veery.cli.command.GenerateCommand;
import dev.veery.cli.command.GraphCommand;
import dev.veery.cli.command.HeadsCommand;
import dev.veery.cli.command.HealthCommand;
import dev.veery.cli.command.HelpCommand;
import dev.veery.cli.command.HistoryCommand;
import dev.veery.cli.command.InitCommand;
import dev.veery.cli.command.LintCommand;
import dev.veery.cli.command.ListCommand;
import dev.veery.cli.command.LocksCommand;
import dev.veery.cli.command.MergeCommand;
import dev.veery.cli.command.NewCommand;
import dev.veery.cli.command.PartitionCommand;
import dev.veery.cli.command.PlanCommand;
import dev.veery.cli.command.PurgeCommand;
import dev.veery.cli.command.RedoCommand;
import dev.veery.cli.command.RehearseCommand;
import dev.veery.cli.command.RestoreCommand;
import dev.veery.cli.command.RollbackCommand;
import dev.veery.cli.command.RulesCommand;
import dev.veery.cli.command.SchemaExportCommand;
import dev.veery.cli.command.SchemaShowCommand;
import dev.veery.cli.command.ShowCommand;
import dev.veery.cli.command.SquashCommand;
import dev.veery.cli.command.StampCommand;
import dev.veery.cli.command.StatusCommand;
import dev.veery.cli.command.TenancyVerifyCommand;
import dev.veery.cli.command.TenantCommand;
import dev.veery.cli.command.TestCommand;
import dev.veery.cli.command.TrashCommand;
import dev.veery.cli.command.UpCommand;
import dev.veery.cli.command.VerifyCommand;
import dev.veery.cli.command.VersionCommand;
import dev.veery.cli.command.WaitCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of verbs. */
public final class Verbs {

  public static final List<Verb> ALL =
      List.of(
          verb("init", Group.START, "write a veery.toml and a folder for migrations"),
          verb("new", Group.START, "write the file of a new migration", "create", "make"),
          verb("up", Group.RUN, "apply pending migrations", "run", "migrate"),
          verb("down", Group.RUN, "take migrations back, newest first", "revert"),
          verb("rollback", Group.RUN, "take back what the last up applied"),
          verb("redo", Group.RUN, "take the newest migration back and apply it again"),
          verb("plan", Group.RUN, "show what would run, or write it as a script"),
          verb("rehearse", Group.RUN, "run what is pending on a throwaway server, and measure it"),
          verb("docs", Group.LOOK, "write a page of documentation for each migration"),
          verb("test", Group.RUN, "prove the way back of every migration, on a throwaway server"),
          verb("doctor", Group.RUN, "whether everything is ready for a run, line by line"),
          verb("check", Group.RUN, "whether the rows keep what the schema promises"),
          verb("verify", Group.RUN, "whether what applied migrations say of themselves holds"),
          verb("partition", Group.RUN, "make partitions ahead, detach and archive old ones"),
          verb("wait", Group.RUN, "block until the schema that an application needs is there"),
          verb("health", Group.RUN, "ask your own probes, and whether queries became slower"),
          verb("deploy", Group.RUN, "the whole runbook, from the doctor to the last look"),
          verb("lint", Group.RUN, "what migrations will lock, rewrite, lose or break"),
          verb("rules", Group.LOOK, "the rules of the linter, or one of them in full"),
          verb("expand", Group.RUN, "old and new side by side, while two applications run"),
          verb("contract", Group.RUN, "finish what expand has begun: only the new is left"),
          verb("abort", Group.RUN, "take back what expand has begun, with the rows written since"),
          verb("purge", Group.RUN, "remove what is kept of the old behind contract"),
          verb("trash list", Group.LOOK, "what was dropped and is still there"),
          verb("trash restore", Group.RUN, "put back a dropped table or column"),
          verb("trash purge", Group.RUN, "remove for good what was dropped"),
          verb("status", Group.LOOK, "where the database stands"),
          verb("list", Group.LOOK, "the migrations of the files"),
          verb("show", Group.LOOK, "one migration in full"),
          verb("history", Group.LOOK, "what was done, by whom and when", "log"),
          verb("graph", Group.LOOK, "draw the graph of the migrations, with what is applied"),
          verb("current", Group.LOOK, "the version of the database"),
          verb("heads", Group.LOOK, "the migrations that nothing builds on"),
          verb("branches", Group.LOOK, "where the graph of migrations branches"),
          verb("merge", Group.START, "write a migration that joins all heads"),
          verb("db start", Group.DATABASE, "start the project's own PostgreSQL"),
          verb("db stop", Group.DATABASE, "stop it; its data stays"),
          verb("db url", Group.DATABASE, "its url, for other programs"),
          verb("db status", Group.DATABASE, "whether and where it runs"),
          verb("generate", Group.START, "write the migration that a changed schema needs"),
          verb("adopt", Group.START, "write the first migration from the database that there is"),
          verb("squash", Group.START, "write one migration in the place of many"),
          verb("diff", Group.LOOK, "how one schema differs from another"),
          verb("drift", Group.LOOK, "how the live schema differs from what the history produces"),
          verb("schema show", Group.LOOK, "the schema of the database, or one object of it"),
          verb("schema export", Group.LOOK, "the schema of the database as SQL"),
          verb("locks", Group.LOOK, "who waits for whom in the database, and who holds what"),
          verb("fleet status", Group.FLEET, "where the tenants stand, however many there are"),
          verb("fleet up", Group.FLEET, "bring every tenant that is behind up to date"),
          verb("fleet pause", Group.FLEET, "let nobody take another tenant"),
          verb("fleet resume", Group.FLEET, "go on with a run that was paused, or end it"),
          verb(
              "backfill list",
              Group.ROWS,
              "the statements that run in batches, and how far they are"),
          verb("backfill pause", Group.ROWS, "let one wait"),
          verb("backfill resume", Group.ROWS, "let it go on"),
          verb("backfill speed", Group.ROWS, "change how fast it goes"),
          verb("backfill cancel", Group.ROWS, "stop it, and remove its trigger"),
          verb("backfill work", Group.ROWS, "help with one from this machine"),
          verb("backup", Group.RUN, "keep the whole database, or what is about to be destroyed"),
          verb("restore", Group.RUN, "put a backup back"),
          verb("audit list", Group.LOOK, "what was done and refused, entry by entry", "audit"),
          verb("audit show", Group.LOOK, "one entry of the audit in full"),
          verb("audit export", Group.LOOK, "the audit as a file, to be kept elsewhere"),
          verb("audit verify", Group.LOOK, "prove that nobody has edited the journal"),
          verb("fleet rollback", Group.FLEET, "take back what a run applied, in every tenant"),
          verb("fleet drift", Group.FLEET, "tenants whose schema was changed by hand"),
          verb(
              "fleet stamp",
              Group.FLEET,
              "record that tenants have migrations, without running them"),
          verb("tenant list", Group.FLEET, "the tenants, and what each has"),
          verb("tenant create", Group.FLEET, "make tenants after the template, in an instant"),
          verb("tenant rename", Group.FLEET, "give a tenant another name"),
          verb("tenant move", Group.FLEET, "take a tenant to another database"),
          verb("tenant drop", Group.FLEET, "drop a tenant with everything in it"),
          verb(
              "tenancy verify",
              Group.LOOK,
              "whether tenants are kept apart, by trying to get through"),
          verb(
              "archive", Group.RUN, "move rows that are marked as deleted out of the way, or back"),
          verb("stamp", Group.HISTORY, "record migrations as applied without running them"),
          verb("baseline", Group.HISTORY, "draw a line below which nothing is run"),
          verb("completion", Group.OTHER, "a completion script for bash, zsh or fish"),
          verb("version", Group.OTHER, "the version of Veery and of the Java it runs on"),
          verb("help", Group.OTHER, "help for a command"));

  private Verbs() {}

  private static Verb verb(String name, Group group, String summary, String... aliases) {
    return new Verb(name, List.of(aliases), group, summary);
  }

  /** By name or alias; null for what is none. */
  public static @Nullable Verb find(String word) {
    for (Verb verb : ALL) {
      if (verb.name().equals(word) || verb.aliases().contains(word)) {
        return verb;
      }
    }
    return null;
  }

  /** The verbs of a group such as {@code db}; empty for a word that is none. */
  public static List<Verb> within(String word) {
    List<Verb> verbs = new ArrayList<>();
    for (Verb verb : ALL) {
      if (verb.name().startsWith(word + " ")) {
        verbs.add(verb);
      }
    }
    return verbs;
  }

  /** Everything that may be typed as a verb, for suggestions. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Verb verb : ALL) {
      words.add(verb.name());
      words.addAll(verb.aliases());
    }
    return words;
  }

  /** Loads the one class that is needed. */
  public static Command create(Verb verb) {
    return switch (verb.name()) {
      case "init" -> new InitCommand();
      case "new" -> new NewCommand();
      case "merge" -> new MergeCommand();
      case "graph" -> new GraphCommand();
      case "db start" -> new DbCommand(DbCommand.Action.START);
      case "db stop" -> new DbCommand(DbCommand.Action.STOP);
      case "db url" -> new DbCommand(DbCommand.Action.URL);
      case "db status" -> new DbCommand(DbCommand.Action.STATUS);
      case "up" -> new UpCommand();
      case "down" -> new DownCommand();
      case "rollback" -> new RollbackCommand();
      case "redo" -> new RedoCommand();
      case "plan" -> new PlanCommand();
      case "rehearse" -> new RehearseCommand();
      case "expand" -> new ExpandCommand();
      case "contract" -> new ContractCommand();
      case "abort" -> new AbortCommand();
      case "purge" -> new PurgeCommand();
      case "trash list" -> new TrashCommand(TrashCommand.Action.LIST);
      case "trash restore" -> new TrashCommand(TrashCommand.Action.RESTORE);
      case "trash purge" -> new TrashCommand(TrashCommand.Action.PURGE);
      case "docs" -> new DocsCommand();
      case "test" -> new TestCommand();
      case "doctor" -> new DoctorCommand();
      case "check" -> new CheckCommand();
      case "verify" -> new VerifyCommand();
      case "partition" -> new PartitionCommand();
      case "wait" -> new WaitCommand();
      case "health" -> new HealthCommand();
      case "deploy" -> new DeployCommand();
      case "lint" -> new LintCommand();
      case "rules" -> new RulesCommand();
      case "status" -> new StatusCommand();
      case "list" -> new ListCommand();
      case "show" -> new ShowCommand();
      case "history" -> new HistoryCommand();
      case "current" -> new CurrentCommand();
      case "heads" -> new HeadsCommand();
      case "branches" -> new BranchesCommand();
      case "generate" -> new GenerateCommand();
      case "adopt" -> new AdoptCommand();
      case "squash" -> new SquashCommand();
      case "diff" -> new DiffCommand();
      case "drift" -> new DriftCommand();
      case "schema show" -> new SchemaShowCommand();
      case "schema export" -> new SchemaExportCommand();
      case "locks" -> new LocksCommand();
      case "fleet status" -> new FleetStatusCommand();
      case "fleet up" -> new FleetRunCommand(FleetRunCommand.Action.UP);
      case "fleet resume" -> new FleetRunCommand(FleetRunCommand.Action.RESUME);
      case "fleet rollback" -> new FleetRunCommand(FleetRunCommand.Action.ROLLBACK);
      case "fleet stamp" -> new FleetStampCommand();
      case "fleet drift" -> new FleetDriftCommand();
      case "tenant list" -> new TenantCommand(TenantCommand.Action.LIST);
      case "tenant create" -> new TenantCommand(TenantCommand.Action.CREATE);
      case "tenant rename" -> new TenantCommand(TenantCommand.Action.RENAME);
      case "tenant move" -> new TenantCommand(TenantCommand.Action.MOVE);
      case "tenant drop" -> new TenantCommand(TenantCommand.Action.DROP);
      case "fleet pause" -> new FleetPauseCommand();
      case "backfill list" -> new BackfillCommand(BackfillCommand.Action.LIST);
      case "backfill pause" -> new BackfillCommand(BackfillCommand.Action.PAUSE);
      case "backfill resume" -> new BackfillCommand(BackfillCommand.Action.RESUME);
      case "backfill speed" -> new BackfillCommand(BackfillCommand.Action.SPEED);
      case "backfill cancel" -> new BackfillCommand(BackfillCommand.Action.CANCEL);
      case "backfill work" -> new BackfillCommand(BackfillCommand.Action.WORK);
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "audit list" -> new AuditCommand(AuditCommand.Action.LIST);
      case "audit show" -> new AuditCommand(AuditCommand.Action.SHOW);
      case "audit export" -> new AuditCommand(AuditCommand.Action.EXPORT);
      case "audit verify" -> new AuditCommand(AuditCommand.Action.VERIFY);
      case "archive" -> new ArchiveCommand();
      case "tenancy verify" -> new TenancyVerifyCommand();
      case "stamp" -> new StampCommand();
      case "baseline" -> new BaselineCommand();
      case "version" -> new VersionCommand();
      case "completion" -> new CompletionCommand();
      case "help" -> new HelpCommand();
      default -> throw new IllegalStateException("verb " + verb.name() + " has no command");
    };
  }
}

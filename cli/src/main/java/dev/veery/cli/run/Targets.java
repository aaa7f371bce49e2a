package dev.veery.cli.run;

import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Options;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Target;
import dev.veery.core.sql.Script;
import dev.veery.engine.Veery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Reads {@code --to}, {@code --steps} and their kin. */
public final class Targets {

  private Targets() {}

  /** How far up. */
  public static void addUp(CommandSpec spec) {
    spec.addOption(Options.text("VERSION", "Apply this migration and what it needs.", "--to"));
    spec.addOption(Options.number("N", "Apply the next N migrations.", "--steps", "-n"));
    spec.addOption(Options.text("NAME", "Apply this migration and nothing else.", "--name"));
    spec.addOption(
        Options.text(
            "PATH",
            "Apply the migration of this file; a rollback file takes its migration back.",
            "--file"));
    spec.addOption(Options.flag("With --file: take the migration of the file back.", "--rollback"));
  }

  /** How far down. */
  public static void addDown(CommandSpec spec) {
    spec.addOption(
        Options.text("VERSION", "Take back everything that was applied after it.", "--to"));
    spec.addOption(Options.number("N", "Take back the newest N migrations.", "--steps", "-n"));
    spec.addOption(Options.text("NAME", "Take back this migration.", "--name"));
    spec.addOption(Options.flag("Take back everything.", "--all"));
    spec.addOption(
        Options.flag(
            "With --name: also take back the applied migrations that build on it.",
            "--with-descendants"));
    spec.addOption(
        Options.flag(
            "With --name: leave the applied migrations that build on it as they are.", "--alone"));
  }

  /**
   * What was typed, checked before anything is opened; files and journal then say what it means.
   */
  @FunctionalInterface
  public interface Typed<T extends Target> {

    /**
     * The target.
     *
     * @throws VeeryException when there is no such migration
     */
    T of(Veery veery);
  }

  /**
   * The target of an {@code up}.
   *
   * @throws VeeryException for options that contradict each other
   */
  public static Typed<Target> up(Call call) {
    Arguments arguments = call.arguments();
    String given = ChangeOptions.oneOf(arguments, "--to", "--steps", "--name", "--file");
    if (arguments.has("--rollback") && !"--file".equals(given)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--rollback belongs to --file",
              "to take back what the last up applied: veery rollback"));
    }
    if (given == null) {
      return veery -> new Target.Up.Latest();
    }
    return switch (given) {
      case "--to" -> veery -> new Target.Up.To(file(veery, text(arguments, "--to")));
      case "--steps" -> {
        int steps = ChangeOptions.positive(arguments, "--steps");
        yield veery -> new Target.Up.Steps(steps);
      }
      case "--name" -> veery -> new Target.Up.Only(file(veery, text(arguments, "--name")));
      default ->
          veery -> ofFile(call, veery, text(arguments, "--file"), arguments.has("--rollback"));
    };
  }

  /**
   * The target of a {@code down}; without an option the newest migration.
   *
   * @throws VeeryException for options that contradict each other
   */
  public static Typed<Target.Down> down(Arguments arguments) {
    String given = ChangeOptions.oneOf(arguments, "--to", "--steps", "--name", "--all");
    String how = ChangeOptions.oneOf(arguments, "--with-descendants", "--alone");
    if (how != null && !"--name".equals(given)) {
      throw new VeeryException(
          new Problem(ErrorCode.ARGUMENT_INVALID, how + " belongs to --name", ""));
    }
    if (given == null) {
      return veery -> new Target.Down.Steps(1);
    }
    return switch (given) {
      case "--to" -> veery -> new Target.Down.To(applied(veery, text(arguments, "--to")));
      case "--steps" -> {
        int steps = ChangeOptions.positive(arguments, "--steps");
        yield veery -> new Target.Down.Steps(steps);
      }
      case "--name" ->
          veery ->
              new Target.Down.Only(applied(veery, text(arguments, "--name")), descendants(how));
      default -> veery -> new Target.Down.All();
    };
  }

  private static Target.Descendants descendants(@Nullable String how) {
    return switch (how) {
      case null -> Target.Descendants.REFUSE;
      case "--alone" -> Target.Descendants.LEAVE;
      default -> Target.Descendants.TAKE_BACK_TOO;
    };
  }

  /** The migration that a path belongs to: by its own file, or by its rollback's. */
  private static Target ofFile(Call call, Veery veery, String path, boolean rollback) {
    Path wanted = call.directory().resolve(path).toAbsolutePath().normalize();
    if (!Files.exists(wanted)) {
      throw new VeeryException(
          new Problem(ErrorCode.ARGUMENT_INVALID, "--file: there is no file " + path, ""));
    }
    for (Migration migration : veery.graph().order()) {
      if (isAt(veery, migration.path(), wanted)) {
        return rollback
            ? new Target.Down.Only(migration.version(), Target.Descendants.REFUSE)
            : new Target.Up.Only(migration.version());
      }
    }
    for (Migration migration : veery.graph().order()) {
      if (isRollback(veery, migration, wanted)) {
        return new Target.Down.Only(migration.version(), Target.Descendants.REFUSE);
      }
    }
    for (Repeatable repeatable : veery.migrations().repeatables()) {
      if (isAt(veery, repeatable.path(), wanted)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                "--file: " + path + " is a repeatable migration, which does not run by itself",
                "veery up runs it whenever it has changed"));
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "--file: " + path + " is no migration of " + veery.config().migrations(),
            "see veery list"));
  }

  /** Whether a file is where the down script of a migration was read from, or inside its folder. */
  private static boolean isRollback(Veery veery, Migration migration, Path wanted) {
    if (!(migration.body() instanceof Migration.Body.Sql sql)) {
      return false;
    }
    Script down = sql.scripts().get().down();
    return down != null
        && !down.items().isEmpty()
        && isAt(veery, down.items().getFirst().position().file(), wanted);
  }

  private static boolean isAt(Veery veery, String shown, Path wanted) {
    Path path = veery.config().directory().resolve(shown).toAbsolutePath().normalize();
    return path.equals(wanted)
        || (Files.isDirectory(path) && wanted.startsWith(path) && isUp(wanted));
  }

  private static boolean isUp(Path file) {
    String name = Objects.requireNonNull(file.getFileName()).toString();
    return !name.startsWith("down") && !name.startsWith("revert");
  }

  private static Version file(Veery veery, String text) {
    return veery.graph().resolve(text).version();
  }

  private static Version applied(Veery veery, String text) {
    History history = veery.load().history();
    return veery.resolve(text, history);
  }

  private static String text(Arguments arguments, String option) {
    return Objects.requireNonNull(arguments.text(option));
  }
}

package dev.veery.cli.args;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** One verb: what it understands and what it does. Made only when its verb was typed. */
public abstract class Command {

  /** A command line worth copying. */
  public record Example(String command, String what) {}

  /** Adds options and parameters; those that every command has are added by others. */
  public void describe(CommandSpec spec) {}

  /** Paragraphs for help and reference, in Markdown that is readable as plain text. */
  public abstract List<String> description();

  public List<Example> examples() {
    return List.of();
  }

  /** Whether settings of {@code veery.toml} are read, and so are flags. */
  public boolean readsConfig() {
    return true;
  }

  /**
   * Whether it is started so often that its start is to be as short as can be: with nothing behind
   * its verb, or only {@code -C DIR}, its options are not even made. Nothing has to be typed there.
   */
  public boolean isStartedOften() {
    return false;
  }

  /**
   * Does the work.
   *
   * @return the exit code
   * @throws dev.veery.core.VeeryException for what the user can act on
   */
  public abstract int run(Call call) throws Exception;
}

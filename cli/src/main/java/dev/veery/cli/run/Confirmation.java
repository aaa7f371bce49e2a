package dev.veery.cli.run;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;

/** An environment with {@code production = true} is changed only when its name has been typed. */
public final class Confirmation {

  private Confirmation() {}

  /**
   * @param plan shows what is going to happen
   * @throws VeeryException when the answer is no, or nobody can be asked
   */
  public static void ask(Call call, Runnable plan) {
    Config config = call.config();
    if (!config.production() || call.arguments().has("--yes")) {
      return;
    }
    Terminal terminal = call.terminal();
    String name = config.environment().isEmpty() ? "production" : config.environment();
    if (!call.mayAsk()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIRMATION_REFUSED,
              "'" + name + "' is marked production = true, and nobody can be asked here",
              "look at it with veery plan, then add --yes"));
    }
    plan.run();
    terminal.out().flush();
    typed(terminal, terminal.paint().yellow("This is production: ") + config.database(), name);
  }

  /**
   * The same for a database that no environment speaks of: nobody knows whose it is.
   *
   * @param name to be typed
   * @param what would happen, and where
   * @throws VeeryException when the answer is no, or nobody can be asked
   */
  public static void askOf(Call call, String name, String what) {
    if (call.arguments().has("--yes")) {
      return;
    }
    if (!call.mayAsk()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIRMATION_REFUSED,
              what + ", and nobody can be asked here",
              "make sure that it is the right one, then add --yes"));
    }
    Terminal terminal = call.terminal();
    typed(terminal, terminal.paint().yellow("Not the database of this project: ") + what, name);
  }

  private static void typed(Terminal terminal, String question, String name) {
    terminal.err().print(question + "\nType " + terminal.paint().bold(name) + " to go on: ");
    terminal.err().flush();
    String answer = terminal.readLine();
    if (answer == null || !answer.strip().equals(name)) {
      throw new VeeryException(
          new Problem(ErrorCode.CONFIRMATION_REFUSED, "not confirmed: nothing was changed", ""));
    }
  }
}

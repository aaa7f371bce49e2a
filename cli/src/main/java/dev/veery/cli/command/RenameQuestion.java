package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.diff.Lookalike;
import dev.veery.engine.Generation.Answer;
import java.util.Locale;
import java.util.Optional;

/** Asks whether what goes was renamed to what comes: only a person knows. */
final class RenameQuestion {

  private static final int TRIES = 3;

  private RenameQuestion() {}

  /** The answer; empty where nobody can be asked. */
  static Optional<Answer> ask(Call call, Lookalike lookalike) {
    if (!call.mayAsk()) {
      return Optional.empty();
    }
    Terminal terminal = call.terminal();
    Paint paint = terminal.paint();
    terminal.out().flush();
    for (int i = 0; i < TRIES; i++) {
      terminal
          .err()
          .print(
              "The "
                  + lookalike.what()
                  + " "
                  + paint.bold(lookalike.from())
                  + " goes and "
                  + paint.bold(lookalike.to())
                  + " comes. Was it renamed? "
                  + "[y] renamed, [n] dropped with what it holds: ");
      terminal.err().flush();
      String line = terminal.readLine();
      if (line == null) {
        break;
      }
      switch (line.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return Optional.of(Answer.RENAMED);
        }
        case "n", "no" -> {
          return Optional.of(Answer.DROPPED);
        }
        default -> {}
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.RENAME_UNDECIDED,
            "nobody said whether " + lookalike.from() + " was renamed, so nothing was written",
            "--rename '" + lookalike.rename() + "' or --drop " + lookalike.from()));
  }
}

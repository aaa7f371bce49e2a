package dev.veery.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import dev.veery.engine.observe.Observers;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What every watcher knows.
 *
 * @param about the run
 * @param secrets that nobody is told
 * @param variables of the process
 * @param warned of what could not be delivered
 */
record Told(
    Observers.About about,
    Secrets secrets,
    Map<String, String> variables,
    Consumer<Problem> warned) {

  /** The command without its arguments. */
  String verb() {
    String command = about.command();
    int space = command.indexOf(' ');
    return space < 0 ? command : command.substring(0, space);
  }

  /** The command as typed, secrets masked. */
  String command() {
    return secrets.mask(about.command());
  }

  void undelivered(String what, String why) {
    warned.accept(
        new Problem(
            ErrorCode.NOTIFY_FAILED,
            what + " of the run could not be delivered: " + secrets.mask(why),
            "the run itself is not affected"));
  }
}

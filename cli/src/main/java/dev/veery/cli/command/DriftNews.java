package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.engine.Veery;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.observe.Announcer;
import java.util.List;

/** Tells those who want to know that a schema is not what it should be. */
final class DriftNews {

  private static final int NAMED = 5;

  private DriftNews() {}

  /**
   * Sends it; loads nothing where nobody is to be told.
   *
   * @param verb of the command
   * @param what in words
   * @param names of what differs; some of them are told
   */
  static void tell(Call call, Veery veery, String verb, String what, List<String> names) {
    if (call.config().values().table(ConfigKey.NOTIFY).isEmpty()) {
      return;
    }
    try (Announcer announcer =
        new Announcer(
            call.config(),
            veery.about(verb + call.arguments().typed()),
            warned -> call.warn(warned.message()))) {
      announcer.tell(
          "drift",
          what
              + ": "
              + String.join(", ", names.subList(0, Math.min(names.size(), NAMED)))
              + (names.size() > NAMED ? ", …" : ""),
          0,
          null);
    }
  }
}

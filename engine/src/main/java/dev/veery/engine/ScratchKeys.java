package dev.veery.engine;

import dev.veery.core.Sha256;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.rehearse.Surroundings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * Names scratch states by what made them.
 *
 * <p>The keys of a history are a chain: each is a hash over the one before and the next migration.
 * So the state of a history that has grown is found under the key of the longest beginning that
 * there is a state of, and only the rest is run. Repeatable migrations run after all others, and
 * their scripts may not fit what came before: a history with such is found as a whole or not at
 * all.
 */
final class ScratchKeys {

  /** Increased whenever the same inputs make another state than before. */
  private static final int FORMAT = 1;

  private ScratchKeys() {}

  /**
   * The keys under which states of a history may be found.
   *
   * @return that of the whole history first, then those of shorter and shorter beginnings
   */
  static List<String> of(Config config, Project applied, Surroundings surroundings) {
    List<String> chain = new ArrayList<>();
    String key =
        hash(
            FORMAT,
            Build.version(),
            Journal.layout(),
            config.journalSchema(),
            surroundings,
            config.vars().isEmpty() ? "" : new TreeMap<>(config.vars()),
            config.placeholders() == null ? "" : new TreeMap<>(config.placeholders()));
    for (Migration migration : applied.graph().order()) {
      key = hash(key, migration.version().text(), migration.name(), migration.rawHash());
      chain.add(key);
    }
    List<Repeatable> repeatables = applied.set().repeatables();
    if (!repeatables.isEmpty()) {
      for (Repeatable repeatable : repeatables) {
        key = hash(key, repeatable.name(), repeatable.rawHash());
      }
      return List.of(key);
    }
    return chain.reversed();
  }

  /** A hash over texts, 32 hexadecimal digits. */
  static String hash(Object... parts) {
    MessageDigest digest = Sha256.digest();
    for (Object part : parts) {
      byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}

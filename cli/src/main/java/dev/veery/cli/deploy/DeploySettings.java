package dev.veery.cli.deploy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.KnownKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [deploy]} says.
 *
 * @param rollback whether what does not prove well is taken back, where that is known to be exact
 * @param check whether the rows of the tables that were touched are read
 * @param verifyBackup whether a whole backup that is taken is restored and compared
 * @param schemaFile where the schema is written; null for nowhere
 * @param auditFile where the end of the audit chain is appended; null for nowhere
 */
record DeploySettings(
    boolean rollback,
    boolean check,
    boolean verifyBackup,
    @Nullable String schemaFile,
    @Nullable String auditFile) {

  private static final List<String> KEYS =
      List.of("on-failure", "check", "backup", "schema-file", "audit-file");

  /**
   * Reads them.
   *
   * @throws VeeryException with everything that is not understood
   */
  static DeploySettings read(Config config) {
    Map<String, String> entries = config.values().table(ConfigKey.DEPLOY);
    List<Problem> problems = new ArrayList<>();
    KnownKeys.check("deploy", entries, KEYS, problems);
    DeploySettings settings =
        new DeploySettings(
            isSecond(entries, "on-failure", "stop", "rollback", problems),
            !isSecond(entries, "check", "on", "off", problems),
            isSecond(entries, "backup", "take", "verify", problems),
            file(entries, "schema-file", problems),
            file(entries, "audit-file", problems));
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return settings;
  }

  private static boolean isSecond(
      Map<String, String> entries,
      String key,
      String first,
      String second,
      List<Problem> problems) {
    String text = entries.getOrDefault(key, first);
    if (!text.equals(first) && !text.equals(second)) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "deploy." + key + " = \"" + text + "\" is not understood",
              "write " + key + " = \"" + first + "\" or \"" + second + "\""));
    }
    return text.equals(second);
  }

  private static @Nullable String file(
      Map<String, String> entries, String key, List<Problem> problems) {
    String text = entries.get(key);
    if (text != null && text.isBlank()) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "deploy." + key + " is expected to name a file",
              "leave it out to write none"));
    }
    return text;
  }
}

package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.IgnoreList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [entities]} of the configuration says.
 *
 * @param classpath as written; empty for what the build makes
 * @param unit a persistence unit; empty for the classes that are found
 * @param packages where classes are looked for; empty for everywhere
 * @param naming {@code auto}, {@code spring} or {@code jpa}
 * @param sql a file or folder of SQL that stands beside the entities; null where there is none
 * @param keep what stays although no entity mentions it
 * @param hibernate settings that go over the application's own
 */
record EntitySettings(
    String classpath,
    String unit,
    List<String> packages,
    String naming,
    @Nullable Path sql,
    IgnoreList keep,
    Map<String, String> hibernate) {

  private static final List<String> KEYS =
      List.of("classpath", "unit", "packages", "naming", "sql", "keep");
  private static final List<String> NAMINGS = List.of("auto", "spring", "jpa");
  private static final String DEFAULT_SQL = "schema";

  /**
   * Reads them.
   *
   * @param directory of the project
   * @throws VeeryException with everything that is not understood
   */
  static EntitySettings read(Map<String, String> entries, Path directory) {
    var problems = new ArrayList<Problem>();
    var hibernate = new LinkedHashMap<String, String>();
    entries.forEach((key, value) -> {
      if (key.startsWith("hibernate.") || key.startsWith("jakarta.persistence.")) {
        hibernate.put(key, value);
      } else if (!KEYS.contains(key)) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "entities." + key + " is no setting",
                NearMiss.remedy(
                    key,
                    KEYS,
                    "it is " + String.join(", ", KEYS) + ", or one of Hibernate's in quotes")));
      }
    });
    String naming = entries.getOrDefault("naming", "auto");
    if (!NAMINGS.contains(naming)) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "entities.naming is auto, spring or jpa, not '" + naming + "'",
              "strategies of your own: \"hibernate.physical_naming_strategy\" = \"…\""));
    }
    String sql = entries.get("sql");
    Path path = directory.resolve(Objects.requireNonNullElse(sql, DEFAULT_SQL));
    if (sql != null && !Files.exists(path)) {
      problems.add(new Problem(ErrorCode.FILE_UNREADABLE, "entities.sql: there is no " + sql, ""));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new EntitySettings(
        entries.getOrDefault("classpath", ""),
        entries.getOrDefault("unit", ""),
        list(entries.getOrDefault("packages", "")),
        naming,
        Files.exists(path) ? path : null,
        IgnoreList.of(list(entries.getOrDefault("keep", ""))),
        hibernate);
  }

  private static List<String> list(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
  }
}

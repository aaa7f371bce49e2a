package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [fleet]} of the configuration says.
 *
 * @param model what a tenant is
 * @param source where the names of tenants come from
 * @param schema how a tenant's schema is called, with {@code {tenant}} for its name
 * @param url where a tenant's database is, with {@code {tenant}} for its name; empty for the server
 *     of the project, where the database has the tenant's name
 * @param servers where tenants' databases are, with the name that each has; empty for one server
 * @param searchPath the schemas in which a tenant's names are looked up, its own first
 * @param shared the folder of migrations that run once, below that of all; empty for none
 * @param template the tenant that new ones are made after
 * @param parallel how many tenants are migrated at a time
 * @param canary how many go first, or which; empty for none
 * @param growth how many times as many each further wave reaches, behind canaries
 * @param maxFailures more than these end a run; null for any number
 * @param probe a query that must say true between two waves; empty for none
 * @param pause how long to wait between two waves
 */
public record FleetSettings(
    Model model,
    Source source,
    String schema,
    String url,
    List<String> servers,
    List<String> searchPath,
    String shared,
    String template,
    int parallel,
    String canary,
    int growth,
    @Nullable Integer maxFailures,
    String probe,
    Duration pause) {

  private static final String TENANT = "{tenant}";

  /** Stands between the elements of an array of the configuration file. */
  private static final char ARRAY = '\u001f';

  private static final int MOST_PARALLEL = 200;
  private static final List<String> SOURCES = List.of("tenants", "list", "pattern", "command");
  private static final List<String> KEYS =
      List.of(
          "model",
          "tenants",
          "list",
          "pattern",
          "command",
          "schema",
          "url",
          "servers",
          "search-path",
          "shared",
          "template",
          "parallel",
          "canary",
          "growth",
          "max-failures",
          "probe",
          "pause");

  public FleetSettings {
    servers = List.copyOf(servers);
    searchPath = List.copyOf(searchPath);
  }

  /** What a tenant is. */
  public enum Model {
    /** A schema of the database. */
    SCHEMA,
    /** A database. */
    DATABASE
  }

  /** Where the names of tenants come from. */
  public sealed interface Source {

    /** The first column of a query in the project's database. */
    record Query(String sql) implements Source {}

    /** A list. */
    record Names(List<String> names) implements Source {
      public Names {
        names = List.copyOf(names);
      }
    }

    /** Schemas or databases whose name fits, as with LIKE. */
    record Pattern(String pattern) implements Source {}

    /** What a program prints, a line for each. */
    record Program(List<String> words) implements Source {
      public Program {
        words = List.copyOf(words);
      }
    }
  }

  /** Whether the project has a fleet. */
  public static boolean given(Config config) {
    return !table(config).isEmpty();
  }

  /**
   * Reads them.
   *
   * @throws VeeryException with everything that is not understood
   */
  public static FleetSettings read(Config config) {
    Map<String, String> entries = table(config);
    if (entries.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FLEET_NOT_CONFIGURED,
              "nothing says which tenants there are",
              "add a table [fleet] with tenants = \"SELECT schema_name FROM …\", list, pattern or"
                  + " command; see docs/guides/fleet.md"));
    }
    return new Reader(entries).read();
  }

  private static Map<String, String> table(Config config) {
    return config.values().table(dev.veery.engine.config.ConfigKey.FLEET);
  }

  /** What stands before a tenant's name in that of its schema. */
  public String prefix() {
    return schema.substring(0, schema.indexOf(TENANT));
  }

  /** What stands behind it. */
  public String suffix() {
    return schema.substring(schema.indexOf(TENANT) + TENANT.length());
  }

  /** The schema of a tenant. */
  public String schemaOf(String tenant) {
    return prefix() + tenant + suffix();
  }

  private static final class Reader {
    private final Map<String, String> entries;
    private final List<Problem> problems = new ArrayList<>();

    Reader(Map<String, String> entries) {
      this.entries = entries;
    }

    FleetSettings read() {
      for (String key : entries.keySet()) {
        if (!KEYS.contains(key)) {
          problems.add(
              new Problem(
                  ErrorCode.CONFIG_UNKNOWN_KEY,
                  "fleet." + key + " is no setting",
                  NearMiss.remedy(key, KEYS, "it is " + String.join(", ", KEYS))));
        }
      }
      FleetSettings settings =
          new FleetSettings(
              model(),
              source(),
              named("schema", TENANT),
              entries.containsKey("url") ? named("url", "") : "",
              servers(),
              searchPath(),
              text("shared", "").replaceAll("^/+|/+$", ""),
              text("template", "veery_template"),
              number("parallel", 8, MOST_PARALLEL),
              text("canary", ""),
              number("growth", 5, 1000),
              maxFailures(),
              text("probe", ""),
              pause());
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      return settings;
    }

    private Model model() {
      String word = text("model", "schema");
      return switch (word) {
        case "schema" -> Model.SCHEMA;
        case "database" -> Model.DATABASE;
        default -> {
          wrong("model", "is schema or database, not '" + word + "'");
          yield Model.SCHEMA;
        }
      };
    }

    private Source source() {
      List<String> given = SOURCES.stream().filter(entries::containsKey).toList();
      if (given.size() != 1) {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                given.isEmpty()
                    ? "[fleet] does not say where the names of tenants come from"
                    : "[fleet] has " + String.join(" and ", given),
                "give one of " + String.join(", ", SOURCES)));
        return new Source.Names(List.of());
      }
      String value = text(given.getFirst(), "").strip();
      if (value.isEmpty()) {
        wrong(given.getFirst(), "is empty");
      }
      return switch (given.getFirst()) {
        case "tenants" -> new Source.Query(value.replaceAll("[;\\s]+$", ""));
        case "list" -> new Source.Names(words(value, "[,\\n\\x1f]"));
        case "pattern" -> new Source.Pattern(value);
        // No shell reads it, so that nothing in a name can be understood as a command.
        default ->
            new Source.Program(words(value, value.indexOf(ARRAY) >= 0 ? "[\\n\\x1f]" : "\\s+"));
      };
    }

    private static List<String> words(String value, String separator) {
      List<String> words = new ArrayList<>();
      for (String word : value.split(separator)) {
        if (!word.isBlank()) {
          words.add(word.strip());
        }
      }
      return words;
    }

    private String named(String key, String otherwise) {
      String value = text(key, otherwise);
      int first = value.indexOf(TENANT);
      if (first < 0 || value.indexOf(TENANT, first + 1) >= 0) {
        wrong(key, "is to hold {tenant} once, not '" + value + "'");
        return TENANT;
      }
      return value;
    }

    private List<String> servers() {
      List<String> servers = words(text("servers", ""), "[,\\n\\x1f]");
      if (!servers.isEmpty() && entries.containsKey("url")) {
        wrong("servers", "and fleet.url both say where a tenant's database is: give one");
      }
      if (!servers.isEmpty() && !text("model", "").equals("database")) {
        wrong("servers", "are for model = \"database\"; a fleet of schemas is in one database");
      }
      return servers;
    }

    private List<String> searchPath() {
      List<String> path = words(text("search-path", "{tenant}, public"), ",");
      if (path.isEmpty() || !path.getFirst().equals(TENANT)) {
        wrong("search-path", "begins with {tenant}: that is where new tables go");
      }
      return path;
    }

    private int number(String key, int otherwise, int most) {
      String text = text(key, Integer.toString(otherwise));
      if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
        wrong(key, "is a number from 1 to " + most + ", not '" + text + "'");
        return otherwise;
      }
      return Math.min(most, Integer.parseInt(text));
    }

    private @Nullable Integer maxFailures() {
      String text = entries.get("max-failures");
      if (text == null) {
        return null;
      }
      if (!text.matches("[0-9]{1,9}")) {
        wrong("max-failures", "is a number, not '" + text + "'");
        return null;
      }
      return Integer.valueOf(text);
    }

    private Duration pause() {
      String text = text("pause", "0");
      Duration duration = Durations.parse(text);
      if (duration == null) {
        wrong("pause", "is a duration such as 30s, not '" + text + "'");
        return Duration.ZERO;
      }
      return duration;
    }

    private String text(String key, String otherwise) {
      return entries.getOrDefault(key, otherwise);
    }

    private void wrong(String key, String what) {
      problems.add(new Problem(ErrorCode.CONFIG_MALFORMED, "fleet." + key + " " + what, ""));
    }
  }
}
